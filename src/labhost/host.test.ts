import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ClusterProvider } from '@/clusters';
import type { Verdict } from '../grading/verdict';
import { LabHost } from './host';
import type { LabContext, LabRuntime } from './lab-runtime';

const REQUEST = { labId: 'pods', labRevision: 'r1' };
const HOUR = 3_600_000;
const MINUTE = 60_000;

let data: string;
let host: LabHost;
/** What the cluster, the lab and their user did, in order. */
let log: string[];
let breakNext: 'open' | 'setUp' | undefined;

const failIf = (what: typeof breakNext) => {
  if (breakNext !== what) return;
  breakNext = undefined;
  throw new Error(`${what} is broken`);
};

/** A cluster is a file; it is reached nowhere. */
const provider: ClusterProvider = {
  name: 'file',
  erase: async ({ folder }) => rm(path.join(folder, 'state'), { force: true }),
  open: async ({ name }, { folder }) => {
    failIf('open');
    const state = path.join(folder, 'state');
    const there = await access(state).then(
      () => true,
      () => false,
    );
    log.push(there ? 'open old' : 'open new');
    await writeFile(state, '');
    return {
      name,
      provider: 'file',
      endpoint: { url: 'https://127.0.0.1:9' },
      kubeconfig: ({ server, context }) =>
        stringify({
          clusters: [{ name: context, cluster: { server } }],
          users: [{ name: 'student', user: {} }],
          contexts: [{ name: context, context: { cluster: context, user: 'student' } }],
          'current-context': context,
        }),
      admin: () => {
        throw new Error('not used');
      },
      fetch: () => Promise.reject(new Error('not used')),
      exec: () => Promise.reject(new Error('not used')),
      capability: () => undefined,
      close: async () => {
        log.push('close');
      },
    };
  },
};

const verdict: Verdict = { labId: 'pods', labRevision: 'r1', score: 50, tasks: [] };
let context: LabContext | undefined;

const labs: LabRuntime = {
  load: async (id, revision) => ({
    id,
    revision,
    clusters: [{ name: 'main', nodes: [] }],
    namespaces: [],
    save: async (folder) => {
      await mkdir(folder);
      await writeFile(path.join(folder, 'copy'), revision);
    },
    setUp: async (session) => {
      context = session;
      failIf('setUp');
      log.push('setUp');
    },
    grade: async () => verdict,
    solution: async () => ({ part: 'scripts' as const, scripts: [] }),
    watch: (_session, listener) => {
      log.push('watch');
      listener(verdict);
      return { stop: () => log.push('unwatch') };
    },
  }),
  reopen: async (folder, id) => labs.load(id, await readFile(path.join(folder, 'copy'), 'utf8')),
};

const create = (more: { sessionLimit?: number } = {}) =>
  new LabHost({
    provider,
    labs,
    data,
    run: path.join(data, 'run'),
    system: { etc: '', bin: '', roots: [] },
    terminalProblem: 'There is no terminal in this test.',
    unreachable: undefined,
    unsafeShell: false,
    log: pino({ level: 'silent' }),
    sessionLimit: 10,
    idleMs: HOUR,
    lifetimeMs: 24 * HOUR,
    ...more,
  });

const started = async (id: string) => {
  await host.start(id, REQUEST);
  await (await host.session(id)).whenReady();
};
const state = async (id: string) => (await host.session(id)).view.state;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error) => `${error.status} ${error.code}`,
  );

beforeEach(async () => {
  data = await mkdtemp(path.join(os.tmpdir(), 'sealegs-host-'));
  log = [];
  breakNext = undefined;
  host = create();
});
afterEach(async () => {
  await host.close();
  await rm(data, { recursive: true, force: true });
});

describe('start', () => {
  it('answers at once and is ready soon, with a kubeconfig for the student', async () => {
    expect(await host.start('a', REQUEST)).toMatchObject({ id: 'a', state: 'starting', ...REQUEST });
    await started('a');
    expect(await state('a')).toBe('ready');
    const kubeconfig = await readFile(path.join(data, 'sessions/a/kubeconfig'), 'utf8');
    expect(kubeconfig).toContain('server: https://127.0.0.1:6443');
  });

  it('is idempotent, also for two who ask at once', async () => {
    await Promise.all([host.start('a', REQUEST), host.start('a', REQUEST)]);
    await started('a');
    expect(log).toEqual(['open new', 'setUp']);
  });

  it('tells why there is no terminal', async () => {
    expect((await host.start('a', REQUEST)).terminal).toEqual({
      available: false,
      message: 'There is no terminal in this test.',
    });
  });

  it('reopens from disk what was set up, with the revision that it began with', async () => {
    await started('a');
    await host.end('a', { purge: false });
    expect(await code(host.session('a'))).toBe('404 not_found');
    await host.start('a', { labId: 'pods', labRevision: 'r2' });
    await started('a');
    expect(log).toEqual(['open new', 'setUp', 'close', 'open old']);
    expect((await host.session('a')).view.labRevision).toBe('r1');
  });

  it('tells a failure and tries again when asked again, from an empty cluster', async () => {
    breakNext = 'setUp';
    await host.start('a', REQUEST);
    expect(await code((await host.session('a')).whenReady())).toBe('503 not_ready');
    expect((await host.session('a')).view).toMatchObject({
      state: 'failed',
      message: 'The lab could not be started: setUp is broken',
    });
    await started('a');
    expect(log).toEqual(['open new', 'close', 'open new', 'setUp']);
  });

  it('does not let a broken cluster harm another session', async () => {
    breakNext = 'open';
    await host.start('a', REQUEST);
    await started('b');
    expect(await code((await host.session('a')).grade())).toBe('503 not_ready');
    expect(await (await host.session('b')).grade()).toEqual(verdict);
  });

  it('refuses what is no id, and more sessions than it may hold', async () => {
    expect(await code(host.start('../x', REQUEST))).toBe('400 invalid');
    host = create({ sessionLimit: 1 });
    await started('a');
    expect(await code(host.start('b', REQUEST))).toBe('503 host_full');
    await host.end('a', { purge: false });
    await started('b');
  });
});

describe('reset', () => {
  it('brings an empty cluster into the start state and ends what the lab was doing', async () => {
    await started('a');
    const before = context?.signal;
    await (await host.session('a')).reset();
    expect(log).toEqual(['open new', 'setUp', 'close', 'open new', 'setUp']);
    expect(before?.aborted).toBe(true);
    expect(context?.signal.aborted).toBe(false);
  });

  it('is finished after a crash in its middle', async () => {
    await started('a');
    breakNext = 'setUp';
    expect(await code((await host.session('a')).reset())).toBe('503 not_ready');
    await host.end('a', { purge: false });
    log = [];
    await started('a');
    expect(log).toEqual(['open new', 'setUp']);
  });
});

it('shows views and verdicts to whoever watches, again after a reset', async () => {
  await started('a');
  const seen: string[] = [];
  const session = await host.session('a');
  const watch = session.watch({
    view: ({ state: now }) => seen.push(now),
    verdict: ({ score }) => seen.push(String(score)),
    stray: () => {},
  });
  await session.reset();
  watch.stop();
  expect(seen).toEqual(['ready', '50', 'resetting', 'ready', '50']);
  expect(log.filter((line) => line.endsWith('watch'))).toEqual(['watch', 'unwatch', 'watch', 'unwatch']);
});

describe('end', () => {
  it('puts to sleep what nobody uses, and nothing that has a connection', async () => {
    await Promise.all([started('idle'), started('used')]);
    const connection = await host.connect('used');
    await host.sweep(Date.now() + HOUR + MINUTE);
    expect(await code(host.session('idle'))).toBe('404 not_found');
    expect(await state('used')).toBe('ready');
    connection.disconnect();
    await host.sweep(Date.now() + HOUR + MINUTE);
    expect(host.counts.sessions).toBe(0);
    await started('idle');
  });

  it('ends a session at its lifetime for good', async () => {
    await started('a');
    await host.connect('a');
    await host.sweep(Date.now() + 25 * HOUR);
    expect(host.counts.sessions).toBe(0);
    const file = path.join(data, 'sessions/a/session.json');
    const record = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...record, createdAt: Date.now() - 25 * HOUR }));
    expect(await code(host.start('a', REQUEST))).toBe('410 session_ended');
  });

  it('removes the folder when told to, also of a session that is not open', async () => {
    await started('a');
    await host.end('a', { purge: true });
    await expect(access(path.join(data, 'sessions/a'))).rejects.toThrow();
    await host.end('never', { purge: true });
  });

  it('lets a session that is being closed be opened again', async () => {
    await started('a');
    const ending = host.end('a', { purge: false });
    await host.start('a', REQUEST);
    await ending;
    await started('a');
    expect(await state('a')).toBe('ready');
  });
});

describe('the lock', () => {
  it('keeps a second lab host out as long as the first lives', async () => {
    const file = path.join(data, 'sessions/a/lock');
    await mkdir(path.dirname(file), { recursive: true });
    const started1 = (await readFile('/proc/1/stat', 'utf8')).split(') ')[1]?.split(' ')[19];
    await writeFile(file, `1 ${started1}`);
    expect(await code(host.start('a', REQUEST))).toBe('409 conflict');
    await writeFile(file, '1 12345678901');
    await started('a');
  });
});
