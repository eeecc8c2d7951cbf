/** Golden files: printed output, masked, as it was when somebody last read it. UPDATE_GOLDEN=1 writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { mask } from './mask';

const FOLDER = join(import.meta.dirname, '..', '__golden__');
const UPDATE = process.env.UPDATE_GOLDEN === '1';

export function expectGolden(name: string, printed: string): void {
  const file = join(FOLDER, `${name}.txt`);
  const masked = mask(printed);
  if (UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, masked);
  }
  expect(masked).toBe(readFileSync(file, 'utf8'));
}
