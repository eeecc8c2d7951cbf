/** Writes what authors read and what is made from the code: docs/lint-codes.md. Tests fail when it is not current. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codesPage } from '../src/authoring';

const ROOT = path.resolve(import.meta.dirname, '..');

await writeFile(path.join(ROOT, 'docs/lint-codes.md'), codesPage());
