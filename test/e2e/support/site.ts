/** A whole site of its own for tests: `npm start` on a free port with a temporary data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Tests and benchmarks run from the repository's root. */
const ROOT = process.cwd();
/** What `npm start` prints last on a new data folder. */
const SERVES_AT = /serves at (http:\/\/\S+)[\s\S]*password\s+(\S+)/;
const START_MS = 240_000;

export interface Site {
  readonly url: string;
  readonly data: string;
  /** As the first start prints it. */
  readonly administratorPassword: string;
  stop(): Promise<void>;
}

export async function startSite(environment: Readonly<Record<string, string>> = {}): Promise<Site> {
  const data = await mkdtemp(path.join(tmpdir(), 'sealegs-e2e-'));
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: '0',
      HOST: '127.0.0.1',
      SEALEGS_DATA: data,
      SEALEGS_LABHOSTS: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const stop = async () => {
    await ended(child);
    await rm(data, { recursive: true, force: true });
  };
  const [url, administratorPassword] = await served(child, () => output).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, data, administratorPassword, stop };
}

function served(child: ChildProcess, output: () => string): Promise<[url: string, password: string]> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}:\n${output()}`));
    const timer = setTimeout(() => fail('the site did not start in time'), START_MS);
    child.once('exit', (code) => fail(`the site ended with ${code}`));
    child.stdout?.on('data', () => {
      const [, url, password] = SERVES_AT.exec(output()) ?? [];
      if (!url || !password) return;
      clearTimeout(timer);
      resolve([url, password]);
    });
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}
