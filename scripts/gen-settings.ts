/** `npm run gen:settings`: writes docs/settings.md. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { settingsPage } from '../src/server/settings-page';

await writeFile(path.resolve(import.meta.dirname, '../docs/settings.md'), settingsPage());
