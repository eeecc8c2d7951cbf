'use client';

import { signUp } from './api';
import { Field, Form } from './form';

/** @param next where to go on afterwards */
export function SignUpForm({ next }: { readonly next: string }) {
  return (
    <Form
      action="Make an account"
      onSubmit={async (values) => {
        const text = (name: string) => String(values.get(name));
        await signUp(text('name'), text('email'), text('password'));
        window.location.assign(next);
        return undefined;
      }}
    >
      <Field name="name" label="Name" autoComplete="name" />
      <Field name="email" label="E-mail" type="email" autoComplete="username" />
      <Field
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        hint="At least 10 characters. A few words are good."
      />
    </Form>
  );
}
