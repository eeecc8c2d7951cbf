'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { messageOf } from '../site-api';
import { Button } from '../ui/button';
import { changePassword, endSignIns, removeAccount, renameAccount } from './api';
import { Field, Form } from './form';

export function NameForm({ name }: { readonly name: string }) {
  const router = useRouter();
  return (
    <Form
      action="Save the name"
      onSubmit={async (values) => {
        await renameAccount(String(values.get('name')));
        router.refresh();
        return 'Saved.';
      }}
    >
      <Field name="name" label="Name" autoComplete="name" defaultValue={name} />
    </Form>
  );
}

export function PasswordForm() {
  const router = useRouter();
  return (
    <Form
      action="Change the password"
      onSubmit={async (values, form) => {
        await changePassword(String(values.get('current')), String(values.get('password')));
        form.reset();
        router.refresh();
        return 'Changed. You are signed out everywhere else.';
      }}
    >
      <Field name="current" label="Current password" type="password" autoComplete="current-password" />
      <Field
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        hint="At least 10 characters. All other sign-ins end."
      />
    </Form>
  );
}

export function RemoveForm() {
  return (
    <Form
      action="Remove my account and all my work"
      danger
      onSubmit={async (values) => {
        await removeAccount(String(values.get('password')));
        window.location.assign('/');
        return undefined;
      }}
    >
      <Field name="password" label="Password" type="password" autoComplete="current-password" />
    </Form>
  );
}

export interface ShownSignIn {
  readonly id: string;
  /** "Firefox on Linux" */
  readonly browser: string;
  readonly address: string;
  /** "20 November 2026, 09:12" */
  readonly lastSeen: string;
  readonly current: boolean;
}

/** Where the account is signed in, each with a way to end it, and one for all. */
export function SignIns({ signIns }: { readonly signIns: readonly ShownSignIn[] }) {
  const router = useRouter();
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const end = async (id?: string) => {
    setState({ busy: true });
    try {
      await endSignIns(id);
      if (id === undefined || signIns.some((one) => one.current && one.id === id))
        window.location.assign('/');
      else router.refresh();
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, problem: messageOf(error) });
    }
  };
  return (
    <div className="space-y-4">
      <ul className="divide-y divide-line rounded-xl border border-line bg-raised">
        {signIns.map(({ id, browser, address, lastSeen, current }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">
                {browser}
                {current && (
                  <span className="ml-2 whitespace-nowrap font-normal text-good text-sm">this one</span>
                )}
              </span>
              <span className="block text-ink-faint text-sm">
                {address && `${address} · `}
                {lastSeen}
              </span>
            </span>
            <Button look="quiet" disabled={state.busy} onClick={() => void end(id)}>
              Sign out
            </Button>
          </li>
        ))}
      </ul>
      {state.problem && (
        <p role="alert" className="rounded-lg bg-bad-wash px-3.5 py-2.5 text-sm text-bad">
          {state.problem}
        </p>
      )}
      <Button disabled={state.busy} onClick={() => void end()}>
        Sign out everywhere
      </Button>
    </div>
  );
}
