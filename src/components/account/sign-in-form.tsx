'use client';

import { signIn } from './api';
import { Field, Form } from './form';

/** @param next where to go on afterwards */
export function SignInForm({ next }: { readonly next: string }) {
  return (
    <Form
      action="Sign in"
      onSubmit={async (values) => {
        await signIn(String(values.get('email')), String(values.get('password')));
        window.location.assign(next);
        return undefined;
      }}
    >
      <Field name="email" label="E-mail" type="email" autoComplete="username" />
      <Field name="password" label="Password" type="password" autoComplete="current-password" />
    </Form>
  );
}
