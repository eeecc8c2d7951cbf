/** `npm run bench`: builds what is measured, bundles the benchmarks as products are bundled, and runs them. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { checkNode, installDependencies } from './lib/bootstrap.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
process.chdir(ROOT);
checkNode();
await installDependencies(ROOT);
const { build } = await import('./build.mjs');
await build({});
const esbuild = await import('esbuild');
await esbuild.build({
  absWorkingDir: ROOT,
  entryPoints: [{ in: 'test/bench/main.ts', out: 'bench' }],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  alias: { '@': path.join(ROOT, 'src') },
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['dist/bench.js', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
