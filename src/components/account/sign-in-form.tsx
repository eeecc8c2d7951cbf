'use client';

import { LoaderCircle } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';

const FIELD =
  'mt-1.5 block h-11 w-full rounded-lg border border-line-strong bg-canvas px-3 text-base text-ink';

/** E-mail and password. What is wrong is said above the button; what was typed stays. */
export function SignInForm() {
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setState({ busy: true });
    const problem = await signIn(String(data.get('email')), String(data.get('password')));
    if (problem === undefined) window.location.assign('/');
    else setState({ busy: false, problem });
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-8 space-y-5">
      <label className="block text-sm font-medium">
        E-mail
        <input name="email" type="email" required autoComplete="username" className={FIELD} />
      </label>
      <label className="block text-sm font-medium">
        Password
        <input name="password" type="password" required autoComplete="current-password" className={FIELD} />
      </label>
      {state.problem && (
        <p role="alert" className="rounded-lg bg-bad-wash px-3.5 py-2.5 text-sm text-bad">
          {state.problem}
        </p>
      )}
      <Button type="submit" look="primary" disabled={state.busy} className="h-11 w-full text-base">
        {state.busy && <LoaderCircle size={16} className="animate-spin" aria-hidden />} Sign in
      </Button>
    </form>
  );
}

/** @returns what went wrong, for the person */
async function signIn(email: string, password: string): Promise<string | undefined> {
  try {
    const response = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (response.ok) return undefined;
    if (response.status === 401) return 'This e-mail and password do not belong together.';
    if (response.status === 429) return 'Too many attempts. Wait a minute and try again.';
    return `The site answered ${response.status}. Try again in a moment.`;
  } catch {
    return 'The site cannot be reached. Check your connection and try again.';
  }
}
