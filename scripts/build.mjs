/**
 * Builds what runs: the database clients, dist/*.js (esbuild) and .next (Next). Each part is skipped while the hash of
 * its inputs is the one it was built from, so that a second start builds nothing.
 *   node scripts/build.mjs [--force] [--no-next]
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './lib/bootstrap.mjs';
import { withLock } from './lib/lock.mjs';
import { step } from './lib/steps.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const STAMPS = path.join(ROOT, 'node_modules/.cache/sealegs');
/** Folders by path from the repository's root; the first is a product, the others are in no page. */
const SKIPPED = new Set(['src/server/db/generated']);
const NOT_IN_PAGES = new Set([
  ...SKIPPED,
  'src/sim',
  'src/kube',
  'src/cli',
  'src/server/http',
  'src/server/setup',
]);

/** Programs by what they are bundled from. One that is not written yet is left out. */
export const PROGRAMS = {
  web: 'src/server/http/main.ts',
  supervisor: 'src/server/supervisor/main.ts',
  prepare: 'src/server/setup/main.ts',
  labhost: 'src/labhost/main.ts',
  cli: 'src/cli/main.ts',
  'sealegs-sim': 'src/sim/cli/main.ts',
  // A worker thread of the simulator, found beside the program that starts it.
  'container-worker': 'src/sim/containers/worker/entry.ts',
};

/**
 * Packages are bundled: hundreds of small files less to find and read at every start. Outside stays what is native, what
 * finds files beside its own code, and what Next's bundle must share with ours.
 */
const OUTSIDE = [
  '@libsql/*',
  'libsql',
  'pg-native',
  '@prisma/schema-engine-wasm',
  'esbuild',
  'mdx-bundler',
  'next',
  'pino',
];

/** What bundled CommonJS packages call for Node's own modules. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

const PARTS = [
  {
    name: 'database clients',
    inputs: ['prisma', 'scripts/gen-prisma.ts', 'package-lock.json'],
    outputs: ['src/server/db/generated/sqlite/client.ts', 'src/server/db/generated/postgresql/client.ts'],
    build: generateClients,
  },
  {
    name: 'programs',
    inputs: ['src', 'prisma/schema.prisma', 'scripts/build.mjs', 'tsconfig.json', 'package-lock.json'],
    outputs: ['dist/web.js', 'dist/supervisor.js', 'dist/prepare.js'],
    build: bundlePrograms,
  },
  {
    name: 'pages',
    inputs: [
      'src',
      // What lessons quote of Kubernetes' own documentation.
      'src/sim/schemas',
      'prisma/schema.prisma',
      'next.config.mjs',
      'postcss.config.mjs',
      'tsconfig.json',
      'tsconfig.next.json',
      'package-lock.json',
    ],
    outputs: ['.next/BUILD_ID'],
    skipped: NOT_IN_PAGES,
    build: buildPages,
  },
];

const run = promisify(execFile);

async function generateClients() {
  await run(process.execPath, [bin('tsx/dist/cli.mjs'), 'scripts/gen-prisma.ts', '--client-only'], {
    cwd: ROOT,
  });
}

async function bundlePrograms() {
  const { build, stop } = await import('esbuild');
  const entries = Object.entries(PROGRAMS).filter(([, source]) => existsSync(path.join(ROOT, source)));
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries.map(([out, source]) => ({ in: source, out })),
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: OUTSIDE,
    banner: { js: REQUIRE },
    metafile: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    tsconfig: 'tsconfig.json',
    // A module of ours that is not there must fail the build, not the start.
    alias: { '@': path.join(ROOT, 'src') },
  });
  // esbuild's own process would stay for as long as this one, which is the site's.
  await stop();
  await removeStale(new Set(Object.keys(metafile.outputs)));
}

/** Chunks carry hashes: those of earlier builds would stay for good. */
async function removeStale(current) {
  for (const name of await readdir(path.join(ROOT, 'dist/chunks'))) {
    if (!current.has(`dist/chunks/${name}`)) await rm(path.join(ROOT, 'dist/chunks', name));
  }
}

function buildPages() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin('next/dist/bin/next'), 'build'], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`next build failed:\n${output}`)),
    );
  });
}

const bin = (file) => path.join(ROOT, 'node_modules', file);

/** One hash over the names and contents of all inputs. */
async function hashOf({ inputs, skipped = SKIPPED }) {
  const hash = createHash('sha256').update(process.version);
  for (const input of inputs) {
    for await (const file of filesOf(input, skipped))
      hash.update(file).update(await readFile(path.join(ROOT, file)));
  }
  return hash.digest('hex');
}

/** Files at or below a place, as paths from the repository's root, always in the same order; tests build nothing. */
async function* filesOf(place, skipped) {
  const entries = await readdir(path.join(ROOT, place), { withFileTypes: true }).catch((error) => error.code);
  if (entries === 'ENOTDIR') yield place;
  if (!Array.isArray(entries)) return;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = `${place}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!skipped.has(inside)) yield* filesOf(inside, skipped);
    } else if (!/\.test\.tsx?$/.test(entry.name)) yield inside;
  }
}

/**
 * Builds what is out of date. Where nothing is, nothing is written: the folder may be another user's.
 * @returns the names of the parts that were built
 */
export async function build(options = {}) {
  const stale = await staleParts(options);
  if (stale.length === 0) return [];
  try {
    return await withLock(path.join(STAMPS, 'lock'), () => buildParts(options));
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
    const names = stale.map(({ part }) => part.name).join(', ');
    throw new StartError(
      `${names}: to be built, and this user may not write to ${ROOT}. Run "npm run build" as its owner first, or clone it where you may write.`,
    );
  }
}

async function buildParts(options) {
  const stale = await staleParts(options);
  for (const { part, hash } of stale) {
    await step(`Building ${part.name}`, part.build);
    await mkdir(STAMPS, { recursive: true });
    await writeFile(stampOf(part), hash);
  }
  return stale.map(({ part }) => part.name);
}

async function staleParts({ force = false, programs = true, pages = true }) {
  const stale = [];
  for (const part of PARTS) {
    if ((part.build === buildPages && !pages) || (part.build === bundlePrograms && !programs)) continue;
    const hash = await hashOf(part);
    const last = await readFile(stampOf(part), 'utf8').catch(() => undefined);
    const built = last === hash && part.outputs.every((file) => existsSync(path.join(ROOT, file)));
    if (force || !built) stale.push({ part, hash });
  }
  return stale;
}

const stampOf = ({ name }) => path.join(STAMPS, name.replaceAll(' ', '-'));

if (process.argv[1] === import.meta.filename) {
  const force = process.argv.includes('--force');
  const built = await build({ force, pages: !process.argv.includes('--no-next') });
  if (built.length === 0) console.log('Everything is built.');
}
