/**
 * `npm start`: from a fresh clone on a bare machine (Node, npm, git) to a running site; and `npm run dev`, the same with
 * Next's development server. Plain JavaScript without dependencies, since it is what installs them; everything that
 * needs packages is in dist/prepare.js and dist/supervisor.js. What is done already is skipped: a warm start serves in seconds.
 */
import path from 'node:path';
import { checkNode, installDependencies } from './lib/bootstrap.mjs';
import { endWithNpm } from './lib/parent.mjs';
import { openPreparer } from './lib/prepare.mjs';
import { step } from './lib/steps.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const dev = process.argv.includes('--dev');

async function start() {
  process.chdir(ROOT);
  checkNode();
  endWithNpm();
  console.log('Starting Sealegs');
  await installDependencies(ROOT);
  const { build } = await import('./build.mjs');
  await build({ pages: !dev });
  const { claimData, isLoopback, readSettings, supervise } = await import(
    path.join(ROOT, 'dist/supervisor.js')
  );
  const settings = readSettings(process.env);
  // A fleet's lab hosts have folders of their own; here is only the secret then.
  if (typeof settings.SEALEGS_LABHOSTS === 'number') await claimData(settings);

  const prepare = openPreparer(ROOT);
  const { administrator } = await step('Preparing the database', () => prepare.ask('database'));
  const notes = await prepareTools(prepare);
  const kubectl = await step('Choosing kubectl', () => prepare.ask('kubectl'));
  prepare.close();
  if (!kubectl.available) notes.push(`Terminals have no kubectl. ${kubectl.message}`);
  if (!settings.BASE_URL && !isLoopback(settings.HOST)) notes.push(opennessNote(settings.HOST));

  const running = await step('Starting web and lab hosts', () =>
    supervise({ settings, root: ROOT, kubectl: kubectl.available ? kubectl.path : undefined, dev }),
  );
  endOnSignal(running);
  announce(running.url, notes, administrator);
}

/** @returns what the terminals will lack, and the command that mends it */
async function prepareTools(prepare) {
  const { missing, command, canInstall } = await prepare.ask('tools');
  if (missing.length === 0) return [];
  const lacking = `Terminals lack programs of this machine. Install them with:\n    ${command}`;
  if (!canInstall) return [lacking];
  try {
    await step(`Installing ${missing.join(', ')}`, () => prepare.ask('install', missing));
    return [];
  } catch (error) {
    return [`${lacking}\n  (apt-get said: ${lastLine(error.stderr ?? error.message)})`];
  }
}

const lastLine = (text) => text.trim().split('\n').at(-1);

const opennessNote = (host) =>
  `HOST=${host} lets other machines in. Set BASE_URL to the address they use, with https, so that only its pages may act.`;

function endOnSignal(running) {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    running.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
}

function announce(url, notes, administrator) {
  for (const note of notes) console.log(`\n  ! ${note}`);
  console.log(`\nSealegs serves at ${url} (${process.uptime().toFixed(1)} s). Ctrl+C ends it.`);
  if (!administrator) return;
  console.log('\nThe administrator’s sign-in, shown this once:');
  console.log(`    e-mail    ${administrator.email}\n    password  ${administrator.password}`);
  console.log('    (a new password: npm run admin:reset-password)');
}

start().catch((error) => {
  // A person reads this: the sentence, and the stack only where nothing better is known.
  const expected = error.name === 'SettingsError' || error.name === 'StartError';
  console.error(`\n${expected ? error.message : (error.stack ?? error)}`);
  process.exit(1);
});
