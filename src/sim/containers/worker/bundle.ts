/** Bundles the worker's entry for tests and benches, which run from sources. The product's build makes it once. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Path of a fresh bundle. */
export async function bundleWorker(): Promise<string> {
  const outfile = join(await mkdtemp(join(tmpdir(), 'sealegs-worker-')), 'container-worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./entry.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    tsconfig: fileURLToPath(new URL('../../../../tsconfig.json', import.meta.url)),
    logLevel: 'error',
    // A bundled CommonJS library may ask for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}
