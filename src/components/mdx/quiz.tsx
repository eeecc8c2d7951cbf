'use client';

import { Check, X } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId, useState } from 'react';
import { classes } from '../ui/classes';
import { useLessonAnswers } from './lesson-answers';

interface QuestionState {
  readonly name: string;
  readonly chosen: string | undefined;
  choose(answer: string): void;
}

const QuestionContext = createContext<QuestionState | undefined>(undefined);

/** `<Quiz title="…">` holds questions to check oneself; no points. */
export function Quiz(props: { readonly title?: string; readonly children?: ReactNode }) {
  return (
    <section
      aria-label={props.title ?? 'Check yourself'}
      className="rounded-xl border border-line bg-surface p-5"
    >
      <h3 className="!mt-0 text-lg font-semibold">{props.title ?? 'Check yourself'}</h3>
      <div className="mt-4 space-y-6">{props.children}</div>
    </section>
  );
}

/** `<Question id="…" prompt="…">` with its answers. The id keeps the choice across visits. */
export function Question(props: {
  readonly id: string;
  readonly prompt: string;
  readonly children?: ReactNode;
}) {
  const { answers, answer } = useLessonAnswers();
  const [chosen, setChosen] = useState(answers[props.id]);
  const name = useId();
  const choose = (value: string) => {
    setChosen(value);
    answer(props.id, value);
  };
  return (
    <fieldset className="space-y-2">
      <legend className="mb-2 font-medium">{props.prompt}</legend>
      <QuestionContext value={{ name, chosen, choose }}>{props.children}</QuestionContext>
    </fieldset>
  );
}

/** `<Answer id="a" correct>text<Why>because …</Why></Answer>` */
export function Answer(props: {
  readonly id: string;
  readonly correct?: unknown;
  readonly children?: ReactNode;
}) {
  const question = useContext(QuestionContext);
  const chosen = question?.chosen === props.id;
  const right = props.correct !== undefined;
  return (
    <label
      data-chosen={chosen}
      className={classes(
        'group flex cursor-pointer gap-3 rounded-lg border px-4 py-3 text-[0.95rem] leading-relaxed',
        !chosen && 'border-line bg-raised hover:border-line-strong',
        chosen && (right ? 'border-good bg-good-wash' : 'border-bad bg-bad-wash'),
      )}
    >
      <input
        type="radio"
        name={question?.name}
        checked={chosen}
        onChange={() => question?.choose(props.id)}
        className="mt-1.5 accent-[var(--accent)]"
      />
      <div className="min-w-0 flex-1">{props.children}</div>
      {chosen &&
        (right ? (
          <Check className="mt-0.5 shrink-0 text-good" size={18} aria-label="right" />
        ) : (
          <X className="mt-0.5 shrink-0 text-bad" size={18} aria-label="wrong" />
        ))}
    </label>
  );
}

/** Inside an answer: why it is right or wrong, shown once it is chosen. */
export function Why({ children }: { readonly children?: ReactNode }) {
  return (
    <div role="status" className="mt-1.5 hidden text-sm text-ink-soft group-data-[chosen=true]:block">
      {children}
    </div>
  );
}
