'use client';

import { useRouter } from 'next/navigation';
import { Field, Form } from '../account/form';
import { createAccount } from './api';

/** Makes an account for somebody; its password is shown once, to be handed over. */
export function NewAccountForm() {
  const router = useRouter();
  return (
    <Form
      action="Make the account"
      onSubmit={async (values, form) => {
        const email = String(values.get('email'));
        const password = await createAccount({ name: String(values.get('name')), email, role: 'student' });
        form.reset();
        router.refresh();
        return `${email} signs in with the password ${password}. It is shown only now.`;
      }}
    >
      <Field name="name" label="Name" autoComplete="off" />
      <Field name="email" label="E-mail" type="email" autoComplete="off" />
    </Form>
  );
}
