/** What the pods of add-ons run: a program that says a few lines, answers its probes and waits. */
import type { ImageDefinition, ProgramContext } from '../contracts';

export interface Daemon {
  readonly repository: string;
  readonly tag: string;
  readonly sizeBytes: number;
  /** "/coredns" */
  readonly program: string;
  /** What it logs at its start. */
  readonly lines: readonly string[];
  /** Where it answers "ok" to every HTTP request. */
  readonly ports?: readonly number[];
  readonly memoryBytes: number;
}

const PULL_BYTES_PER_MS = 50_000;

/** The image of a daemon: nothing but its program, without a shell, as such images are. */
export const daemonImage = (daemon: Daemon): ImageDefinition => ({
  repository: daemon.repository,
  tags: [daemon.tag],
  sizeBytes: daemon.sizeBytes,
  pullMs: Math.round(daemon.sizeBytes / PULL_BYTES_PER_MS),
  entrypoint: [daemon.program],
  cmd: [],
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
  workingDir: '/',
  exposedPorts: daemon.ports ?? [],
  files: {},
  programs: { [daemon.program]: (context) => run(daemon, context) },
  userland: 'none',
});

async function run(daemon: Daemon, { net, stdout, hold, terminated }: ProgramContext): Promise<number> {
  hold(daemon.memoryBytes);
  for (const line of daemon.lines) stdout(`${line}\n`);
  for (const port of daemon.ports ?? []) {
    await net.listen(port, { http: async () => new Response('ok') });
  }
  await new Promise((resolve) => terminated.addEventListener('abort', resolve, { once: true }));
  return 0;
}
