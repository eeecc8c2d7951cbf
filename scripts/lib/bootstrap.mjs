/** What must be right before any package can be used: Node's version, and node_modules as package-lock.json says. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { step } from './steps.mjs';

/** Something that the person who starts Sealegs can mend; its message says how. */
export class StartError extends Error {
  name = 'StartError';
}

/** The oldest minor of each supported major; later majors are taken as they come. */
const OLDEST_MINOR = { 20: 19, 22: 12 };
const NEWEST_LISTED = 24;

export const isSupportedNode = (version) => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major >= NEWEST_LISTED || (major in OLDEST_MINOR && minor >= OLDEST_MINOR[major]);
};

export function checkNode(version = process.version) {
  if (isSupportedNode(version)) return;
  throw new StartError(
    `Sealegs needs Node.js 20.19 or later of 20, 22.12 or later of 22, or 24 and later; this is ${version}.\nInstall one from https://nodejs.org, or with nvm: nvm install 22`,
  );
}

/** `npm ci` unless node_modules was installed from this very package-lock.json. @returns whether it was run */
export async function installDependencies(root) {
  const stamp = path.join(root, 'node_modules', '.sealegs-lock');
  const wanted = createHash('sha256')
    .update(await readFile(path.join(root, 'package-lock.json')))
    .digest('hex');
  const installed = await readFile(stamp, 'utf8').catch(() => undefined);
  if (installed === wanted) return false;
  await step('Installing packages (npm ci)', () => npmCi(root));
  if (!existsSync(path.dirname(stamp))) await mkdir(path.dirname(stamp));
  await writeFile(stamp, wanted);
  return true;
}

function npmCi(root) {
  // npm that runs us names itself; `node scripts/start.mjs` takes the one on PATH.
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev'];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.once('error', () => reject(new StartError('npm was not found on PATH. Install it with Node.js.')));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new StartError(`npm ci failed. Is the npm registry in reach?\n${output.trim()}`));
    });
  });
}
