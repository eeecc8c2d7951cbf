/**
 * Draws the two diagrams of docs/architecture.md from the code itself (dependency-cruiser), between their markers:
 *   npx tsx scripts/gen-architecture.ts          writes them
 *   npx tsx scripts/gen-architecture.ts --check  exits 1 when they are not what the code is
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cruise, type ICruiseOptions } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ROOT = path.resolve(import.meta.dirname, '..');
const FILE = path.join(ROOT, 'docs/architecture.md');
const TS_CONFIG = { tsConfig: { fileName: path.join(ROOT, 'tsconfig.json') } };
const NOISE = '(^|/)generated/|\\.test\\.tsx?$|/testing/|^node:|node_modules';

const DIAGRAMS: Record<string, ICruiseOptions> = {
  platform: { includeOnly: '^src/', collapse: '^src/[^/]+' },
  simulator: { includeOnly: '^src/sim/[^/]+/', collapse: '^src/sim/[^/]+' },
};

async function draw(options: ICruiseOptions): Promise<string> {
  const { output } = await cruise(
    ['src'],
    {
      baseDir: ROOT,
      outputType: 'mermaid',
      exclude: NOISE,
      tsPreCompilationDeps: true,
      ruleSet: {},
      ...options,
      ...TS_CONFIG,
    },
    undefined,
    { tsConfig: extractTSConfig(TS_CONFIG.tsConfig.fileName) },
  );
  return String(output)
    .replace(/^style .*\n?/gm, '')
    .trim();
}

async function main(): Promise<void> {
  const before = await readFile(FILE, 'utf8');
  let after = before;
  for (const [name, options] of Object.entries(DIAGRAMS)) {
    const block = new RegExp(`(<!-- diagram:${name} -->)[\\s\\S]*?(<!-- /diagram -->)`);
    if (!block.test(after)) throw new Error(`docs/architecture.md has no marker <!-- diagram:${name} -->`);
    const picture = await draw(options);
    after = after.replace(
      block,
      (_all, open: string, close: string) => `${open}\n\`\`\`mermaid\n${picture}\n\`\`\`\n${close}`,
    );
  }
  if (after === before) return;
  if (process.argv.includes('--check')) {
    console.error('docs/architecture.md does not show the code as it is: run `npm run gen:architecture`.');
    process.exitCode = 1;
    return;
  }
  await writeFile(FILE, after);
}

await main();
