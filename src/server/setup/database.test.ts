import { expect, it } from 'vitest';
import { readSettings } from '../env';
import { reachDatabase } from './database';

it.each([
  ['nobody answers at', 'postgresql://ada:p@ssword@127.0.0.1:1/x', 'postgresql://…@127.0.0.1:1/x'],
  ['has no folder for', 'file:/dev/null/sealegs.db', 'file:/dev/null/sealegs.db'],
])('a database that %s is named without its password, with the reason in one line', async (_, url, shown) => {
  const error = await reachDatabase(readSettings({ DATABASE_URL: url })).catch((reason) => reason);
  expect(error.name).toBe('SettingsError');
  expect(error.message).toMatch(/^The database \S+ cannot be used: .+$/);
  expect(error.message).toContain(shown);
  expect(error.message).not.toMatch(/ada|p@ss|prisma/);
});
