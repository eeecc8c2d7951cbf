/** `sealegs admin reset-password`: a new password for the administrator, told once. */
import { resetAdministratorPassword } from '@/server/auth/administrator';
import { readSettings } from '@/server/env';
import { withDatabase } from '@/server/setup/database';
import type { Command } from './command';

export const resetPassword: Command = {
  name: ['admin', 'reset-password'],
  summary: 'gives the administrator a new password and ends their sign-ins',
  run: async () => {
    const credentials = await withDatabase(readSettings(process.env), ({ db }) =>
      resetAdministratorPassword(db),
    );
    if (!credentials) {
      console.error('There is no administrator yet: `npm start` makes one.');
      return 1;
    }
    console.log(`e-mail    ${credentials.email}\npassword  ${credentials.password}`);
    return 0;
  },
};
