/** `sealegs admin reset-password`: a new password for the administrator, told once. */
import { resetAdministratorPassword } from '@/server/auth/administrator';
import { readSettings } from '@/server/env';
import { withAuth } from '@/server/setup/database';
import type { Command } from './command';

export const resetPassword: Command = {
  name: ['admin', 'reset-password'],
  summary: 'gives the administrator a new password and ends their sign-ins',
  run: async () => {
    const credentials = await withAuth(readSettings(process.env), ({ db }, auth) =>
      resetAdministratorPassword(db, auth),
    );
    if (!credentials) {
      console.error('There is no administrator yet: `npm start` makes one.');
      return 1;
    }
    console.log(`e-mail    ${credentials.email}\npassword  ${credentials.password}`);
    return 0;
  },
};
