/** What this site ships lints clean, and the page of codes is the linter's own. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codesPage, lint } from '@/authoring';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('finds nothing wrong with content/ and labs/', async () => {
  const findings = await lint(ROOT);
  const told = findings.map(
    ({ file, line, code, message, fix }) => `${file}:${line} ${code} ${message}\n  ${fix}`,
  );
  expect(told.join('\n')).toBe('');
});

it('has its codes in docs/lint-codes.md (npm run gen:authoring)', async () => {
  expect(await readFile(path.join(ROOT, 'docs/lint-codes.md'), 'utf8')).toBe(codesPage());
});
