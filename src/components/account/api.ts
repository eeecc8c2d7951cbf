/** What the pages of accounts ask of the site. */
import { ApiError, ask } from '../site-api';

/** better-auth's refusals, in our words; what it says itself is for developers. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'This e-mail and password do not match.',
  422: 'There is an account with this e-mail already. Sign in instead.',
  429: 'Too many attempts. Wait a while and try again.',
};

async function identity(path: string, body: object): Promise<void> {
  try {
    await ask('POST', `/api/auth/${path}`, body);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.status, error.code, REFUSALS[error.status] ?? error.message);
  }
}

export const signIn = (email: string, password: string) => identity('sign-in/email', { email, password });
export const signUp = (name: string, email: string, password: string) =>
  identity('sign-up/email', { name, email, password });
export const signOut = () => identity('sign-out', {});

export const renameAccount = (name: string) => ask('PUT', '/api/account/name', { name });
export const changePassword = (current: string, password: string) =>
  ask('PUT', '/api/account/password', { current, password });
export const removeAccount = (password: string) => ask('DELETE', '/api/account', { password });
/** All of them, this one included, when no id is given. */
export const endSignIns = (id?: string) =>
  ask('DELETE', id === undefined ? '/api/account/sign-ins' : `/api/account/sign-ins/${id}`);
