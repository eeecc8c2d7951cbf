/** What this site ships lints clean; the page of codes and the schemas for editors are what the code says. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { codesPage, lint, SCHEMA_FOLDER, schemaFiles } from '@/authoring';

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

it.each([...schemaFiles()])(
  'has schemas/%s as the code has it (npm run gen:authoring)',
  async (name, text) => {
    expect(await readFile(path.join(ROOT, SCHEMA_FOLDER, name), 'utf8')).toBe(text);
  },
);
