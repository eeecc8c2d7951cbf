'use client';

import { LoaderCircle } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { messageOf } from '../site-api';
import { Button } from '../ui/button';

const FIELD =
  'mt-1.5 block h-11 w-full rounded-lg border border-line-strong bg-canvas px-3 text-base text-ink';

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete: string;
  readonly hint?: string;
  readonly minLength?: number;
  readonly defaultValue?: string;
}

/** A labelled line to type into. */
export function Field({ label, hint, type = 'text', ...input }: FieldProps) {
  const described = hint ? `${input.name}-hint` : undefined;
  return (
    <label className="block text-sm font-medium">
      {label}
      <input {...input} type={type} required aria-describedby={described} className={FIELD} />
      {hint && (
        <span id={described} className="mt-1 block font-normal text-ink-faint">
          {hint}
        </span>
      )}
    </label>
  );
}

/** A form that is sent without leaving the page. What is wrong is said above the button; what was typed stays. */
export function Form(props: {
  readonly action: string;
  readonly onSubmit: (values: FormData, form: HTMLFormElement) => Promise<string | undefined>;
  readonly danger?: boolean;
  readonly children: ReactNode;
}) {
  const [state, setState] = useState<{ busy: boolean; problem?: string; done?: string }>({ busy: false });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setState({ busy: true });
    try {
      const done = await props.onSubmit(new FormData(form), form);
      setState({ busy: false, ...(done === undefined ? {} : { done }) });
    } catch (error) {
      setState({ busy: false, problem: messageOf(error) });
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-5">
      {props.children}
      {state.problem && (
        <p role="alert" className="rounded-lg bg-bad-wash px-3.5 py-2.5 text-sm text-bad">
          {state.problem}
        </p>
      )}
      <p role="status" className={state.done ? 'rounded-lg bg-good-wash px-3.5 py-2.5 text-sm' : 'sr-only'}>
        {state.done}
      </p>
      <Button
        type="submit"
        look={props.danger ? 'danger' : 'primary'}
        disabled={state.busy}
        className={`h-11 w-full text-base ${props.danger ? 'border-bad/50' : ''}`}
      >
        {state.busy && <LoaderCircle size={16} className="animate-spin" aria-hidden />} {props.action}
      </Button>
    </form>
  );
}
