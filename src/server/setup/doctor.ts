/** `npm run doctor`: what Sealegs found on this machine, what it chose and why, and the exact fix where something lacks. */
import { mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { probeSandbox } from '@/terminal/server';
import { isLoopback, publicUrl, readSettings, type Settings } from '../env';
import { reachDatabase, shownDatabase } from './database';
import { chooseKubectl } from './kubectl';
import { checkTools } from './tools';

export interface Finding {
  readonly subject: string;
  /** `warn`: Sealegs serves, and something will lack. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
}

type Answer = Omit<Finding, 'subject'>;

const ok = (text: string): Answer => ({ state: 'ok', text });
const warn = (text: string): Answer => ({ state: 'warn', text });
const fail = (text: string): Answer => ({ state: 'fail', text });

const FEW_BYTES = 2 * 1024 ** 3;

/** Looks at everything, one subject after the other; none stops the rest. */
export async function* examine(
  environment: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<Finding> {
  yield { subject: 'Node.js', ...ok(`${process.version} on ${process.platform} ${process.arch}`) };
  let settings: Settings;
  try {
    settings = readSettings(environment);
  } catch (error) {
    yield { subject: 'Settings', ...fail((error as Error).message) };
    return;
  }
  const subjects: [string, () => Promise<Answer> | Answer][] = [
    ['Settings', () => describeSettings(environment)],
    ['Address', () => describeAddress(settings)],
    ['Database', () => describeDatabase(settings)],
    ['Data folder', () => describeFolder(settings)],
    ['Lab hosts', () => describeHosts(settings)],
    ['Programs', describeTools],
    ['kubectl', () => describeKubectl(settings)],
    ['Sandbox', () => describeSandbox(settings)],
  ];
  for (const [subject, look] of subjects) {
    const answer = await Promise.resolve()
      .then(look)
      .catch((error) => fail(error instanceof Error ? error.message : String(error)));
    yield { subject, ...answer };
  }
}

function describeSettings(environment: Readonly<Record<string, string | undefined>>): Answer {
  const names = ['HOST', 'PORT', 'BASE_URL', 'DATABASE_URL', 'LOG_LEVEL'];
  const set = Object.keys(environment).filter((name) => names.includes(name) || name.startsWith('SEALEGS_'));
  return ok(set.length === 0 ? 'all at their defaults (docs/settings.md)' : `set: ${set.sort().join(', ')}`);
}

async function describeAddress(settings: Settings): Promise<Answer> {
  const { HOST, PORT, BASE_URL } = settings;
  const url = publicUrl(settings, PORT);
  const complaint = await tryToListen(HOST, PORT);
  if (complaint === 'EADDRINUSE')
    return warn(
      `port ${PORT} of ${HOST} is in use: by Sealegs already, or start it on another (PORT=${PORT + 1} npm start)`,
    );
  if (complaint) return fail(`cannot listen on ${HOST} port ${PORT}: ${complaint}`);
  if (!isLoopback(HOST) && !BASE_URL)
    return warn(`${url}; HOST=${HOST} lets other machines in, so set BASE_URL to the address they use`);
  return ok(url);
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function describeDatabase(settings: Settings): Promise<Answer> {
  const { provider, close } = await reachDatabase(settings);
  await close();
  const why = settings.DATABASE_URL
    ? 'DATABASE_URL names it'
    : 'the default; DATABASE_URL=postgresql://… for many web processes';
  return ok(`${provider}, ${shownDatabase(settings)} (${why})`);
}

async function describeFolder({ SEALEGS_DATA }: Settings): Promise<Answer> {
  await mkdir(SEALEGS_DATA, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(SEALEGS_DATA);
  const free = bavail * bsize;
  const text = `${SEALEGS_DATA}, ${(free / 1024 ** 3).toFixed(1)} GiB free`;
  return free < FEW_BYTES ? warn(`${text}: sessions keep their homes and clusters there`) : ok(text);
}

function describeHosts({ SEALEGS_LABHOSTS: hosts }: Settings): Answer {
  if (typeof hosts !== 'number') return ok(hosts.map(({ id, address }) => `${id} at ${address}`).join(', '));
  return ok(`${hosts} on this machine (SEALEGS_LABHOSTS; the default is one per core)`);
}

function describeTools(): Answer {
  const { missing, command } = checkTools();
  return missing.length === 0 ? ok('all there') : warn(`missing: ${missing.join(', ')}. Run: ${command}`);
}

async function describeKubectl(settings: Settings): Promise<Answer> {
  const choice = await chooseKubectl(settings);
  return choice.available ? ok(`${choice.path} ${choice.version} (${choice.reason})`) : warn(choice.message);
}

async function describeSandbox({ SEALEGS_UNSAFE_SHELL }: Settings): Promise<Answer> {
  const probe = await probeSandbox();
  if (probe.available) return ok('one was made and ended');
  return warn(
    SEALEGS_UNSAFE_SHELL
      ? `${probe.message}\nSEALEGS_UNSAFE_SHELL=1: terminals open without one`
      : probe.message,
  );
}
