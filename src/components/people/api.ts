/** What the page of people asks of the site; each of it an administrator's. */
import { ask } from '../site-api';

export type AccountRole = 'student' | 'instructor' | 'administrator';

export const createAccount = async (person: {
  readonly name: string;
  readonly email: string;
  readonly role: AccountRole;
}): Promise<string> => ((await ask('POST', '/api/people', person)) as { password: string }).password;

export const setRole = (id: string, role: AccountRole) => ask('PUT', `/api/people/${id}/role`, { role });
export const resetPassword = async (id: string): Promise<string> =>
  ((await ask('POST', `/api/people/${id}/password`, {})) as { password: string }).password;
export const signOutEverywhere = (id: string) => ask('DELETE', `/api/people/${id}/sign-ins`);
export const removePerson = (id: string) => ask('DELETE', `/api/people/${id}`);
