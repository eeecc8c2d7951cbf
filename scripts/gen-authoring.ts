/** Writes what is made from the code for authors: docs/lint-codes.md, schemas/. Tests fail when it is not current. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codesPage, SCHEMA_FOLDER, schemaFiles } from '../src/authoring';

const ROOT = path.resolve(import.meta.dirname, '..');

await writeFile(path.join(ROOT, 'docs/lint-codes.md'), codesPage());
await mkdir(path.join(ROOT, SCHEMA_FOLDER), { recursive: true });
for (const [name, text] of schemaFiles()) await writeFile(path.join(ROOT, SCHEMA_FOLDER, name), text);
