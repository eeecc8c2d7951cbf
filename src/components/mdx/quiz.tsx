'use client';

import { Check, X } from 'lucide-react';
import { createContext, type ReactNode, useContext, useId, useState } from 'react';
import { classes } from '../ui/classes';
import { useLessonAnswers } from './lesson-answers';
import { choose, isSettled, type QuestionKind, verdictOf } from './quiz-rules';

interface QuestionState {
  readonly name: string;
  readonly kind: QuestionKind;
  readonly chosen: readonly string[];
  readonly right: readonly string[];
  /** The answer has been given: what is right and wrong may show. */
  readonly settled: boolean;
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

const TOLD = { multiple: 'Choose all that are right.', order: 'Click them in the right order.' } as const;

/**
 * `<Question id="…" prompt="…" kind="single|multiple|order">` with its answers. `right` comes from the lesson's own
 * text (content/remark-parts). The id keeps the choice across visits.
 */
export function Question(props: {
  readonly id: string;
  readonly prompt: string;
  readonly kind?: QuestionKind;
  readonly right?: string;
  readonly children?: ReactNode;
}) {
  const { kind = 'single' } = props;
  const right = (props.right ?? '').split(',');
  const { answers, answer } = useLessonAnswers();
  const kept = answers[props.id]?.split(',') ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(kept);
  const [given, setGiven] = useState(kept.length > 0);
  const name = useId();
  const settled = isSettled(kind, { chosen, right, given });
  const settle = (next: readonly string[]) => {
    setGiven(true);
    answer(props.id, next.join());
  };
  const pick = (id: string) => {
    const next = choose(kind, chosen, id);
    setChosen(next);
    setGiven(false);
    if (kind === 'single' || (kind === 'order' && next.length === right.length)) settle(next);
  };
  const again = () => {
    setChosen([]);
    setGiven(false);
  };
  return (
    <fieldset className="space-y-2">
      <legend className="mb-2 font-medium">
        {props.prompt}
        {kind !== 'single' && <span className="block font-normal text-ink-soft text-sm">{TOLD[kind]}</span>}
      </legend>
      <QuestionContext value={{ name, kind, chosen, right, settled, choose: pick }}>
        {props.children}
      </QuestionContext>
      {kind !== 'single' && (
        <div className="no-print flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 pt-1 text-sm">
          {kind === 'multiple' && !settled && (
            <SmallButton disabled={chosen.length === 0} onClick={() => settle(chosen)}>
              Check answers
            </SmallButton>
          )}
          {chosen.length > 0 && <SmallButton onClick={again}>Start over</SmallButton>}
          <span role="status">{settled && verdictOf(kind, chosen, right)}</span>
        </div>
      )}
    </fieldset>
  );
}

function SmallButton(props: {
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button
      type="button"
      disabled={props.disabled}
      onClick={props.onClick}
      className="min-h-8 rounded-md border border-line-strong bg-raised px-3 font-medium hover:bg-surface disabled:opacity-55"
    >
      {props.children}
    </button>
  );
}

/** `<Answer id="a" correct>text<Why>because …</Why></Answer>` */
export function Answer(props: {
  readonly id: string;
  readonly correct?: unknown;
  readonly children?: ReactNode;
}) {
  const question = useContext(QuestionContext);
  if (!question) return null;
  const { kind, chosen, right, settled, name } = question;
  const place = chosen.indexOf(props.id);
  const picked = place >= 0;
  const good = kind === 'order' ? right[place] === props.id : right.includes(props.id);
  const told = settled && picked;
  return (
    <label
      data-chosen={told}
      className={classes(
        'group flex cursor-pointer gap-3 rounded-lg border px-4 py-3 text-[0.95rem] leading-relaxed',
        !told && (picked ? 'border-accent bg-accent-wash' : 'border-line bg-raised hover:border-line-strong'),
        told && (good ? 'border-good bg-good-wash' : 'border-bad bg-bad-wash'),
      )}
    >
      <input
        type={kind === 'single' ? 'radio' : 'checkbox'}
        name={name}
        checked={picked}
        onChange={() => question.choose(props.id)}
        className={classes(
          'mt-1.5 shrink-0 self-start accent-[var(--accent)]',
          kind === 'order' && 'sr-only',
        )}
      />
      {kind === 'order' && (
        <span
          className={classes(
            'mt-0.5 grid size-6 shrink-0 place-items-center rounded-full border text-xs font-semibold',
            'group-focus-within:outline-2 group-focus-within:outline-offset-2 group-focus-within:outline-accent',
            picked ? 'border-accent text-accent' : 'border-line-strong text-ink-faint',
          )}
        >
          {picked ? place + 1 : ''}
        </span>
      )}
      <div className="min-w-0 flex-1">{props.children}</div>
      {told &&
        (good ? (
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
