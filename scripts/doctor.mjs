/** `npm run doctor`, also on a machine where nothing is installed yet: then it says so and installs what it needs to look. */
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
  const { status } = spawnSync(process.execPath, ['dist/cli.js', 'doctor'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error.name === 'StartError' ? error.message : error);
  process.exitCode = 1;
}
