/**
 * `npm run gen:lock`: completes package-lock.json with the optional packages of other platforms. A registry mirror may
 * not carry them; npm then leaves them out of the lock without a word, and `npm ci` refuses that very lock. Run it after
 * `npm install`; a test fails while the lock lacks any.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '../package-lock.json');
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Optional dependencies that no entry of the lock satisfies, as [name, version, whose]. */
export function missingOptionals(packages) {
  return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isReachable(packages, place, name))
      .map(([name, version]) => ({ name, version, parent: packages[place] })),
  );
}

/** Node's own look-up: beside the package, then in every folder above. */
function isReachable(packages, place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

/** The entry of a platform's package: what it is for stands in its name, so that every other platform passes it over. */
export function platformEntry({ name, version, parent }) {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-');
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (cpu.length === 0 || !/^\d/.test(version))
    throw new Error(`cannot tell the platform of ${name}@${version}`);
  return {
    version,
    cpu,
    ...(parent.dev ? { dev: true } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

if (process.argv[1] === import.meta.filename) {
  const lock = JSON.parse(await readFile(FILE, 'utf8'));
  const missing = missingOptionals(lock.packages);
  for (const optional of missing) lock.packages[`node_modules/${optional.name}`] = platformEntry(optional);
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(sorted);
  await writeFile(FILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} packages of other platforms added`);
}
