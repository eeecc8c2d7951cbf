import { expect, it } from 'vitest';
import { readHostSettings } from './settings';

const REQUIRED = {
  SEALEGS_LABHOST_SOCKET: '/run/a.sock',
  SEALEGS_INTERNAL_SECRET: 's'.repeat(32),
  SEALEGS_DATA: '/data',
};

it.each([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
  ['', false],
])('takes SEALEGS_UNSAFE_SHELL=%s as the site does', (text, unsafeShell) => {
  expect(readHostSettings({ ...REQUIRED, SEALEGS_UNSAFE_SHELL: text })).toMatchObject({ unsafeShell });
});
