/** `npm run labs:verify [-- ids]`: builds what it needs and says whether all labs and lessons hold. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { checkNode, installDependencies } from './lib/bootstrap.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');

try {
  process.chdir(ROOT);
  checkNode();
  await installDependencies(ROOT);
  const { build } = await import('./build.mjs');
  await build({ pages: false });
  const words = ['dist/cli.js', 'lab', 'verify', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error.name === 'StartError' ? error.message : error);
  process.exitCode = 1;
}
