/**
 * `npm start` and `npm run dev` once everything is prepared: one web process and N lab hosts, which reach each other by
 * unix sockets in a folder that only this user can enter, with a secret of this start.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { coursesRoot } from '../courses-root';
import { publicUrl, type Settings } from '../env';
import { createLogger } from '../log';
import { type Child, keepRunning } from './child';

export interface SuperviseOptions {
  readonly settings: Settings;
  /** The repository. */
  readonly root: string;
  /** The kubectl that was chosen; none when there is none. */
  readonly kubectl: string | undefined;
  readonly dev?: boolean;
}

export interface Running {
  /** What to open in a browser. */
  readonly url: string;
  readonly port: number;
  readonly children: readonly Child[];
  stop(): Promise<void>;
}

/** Web's own words on why it cannot; the stack would be ours. */
class NotServing extends Error {
  override readonly name = 'StartError';
}

/** @returns once web serves; rejects with web's own words when it cannot */
export async function supervise({
  settings,
  root,
  kubectl,
  dev = false,
}: SuperviseOptions): Promise<Running> {
  const log = createLogger('supervisor', settings.LOG_LEVEL);
  const secret = settings.SEALEGS_INTERNAL_SECRET ?? randomBytes(32).toString('base64url');
  const run = await mkdtemp(path.join(tmpdir(), 'sealegs-'));
  const local = localHosts(settings, run);
  const program = (name: string) => path.join(root, 'dist', `${name}.js`);
  const common: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    SEALEGS_DATA: settings.SEALEGS_DATA,
    LOG_LEVEL: settings.LOG_LEVEL,
    SEALEGS_INTERNAL_SECRET: secret,
  };

  const children: Child[] = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await rm(run, { recursive: true, force: true });
  };
  if (existsSync(program('labhost'))) {
    for (const [index, host] of local.entries()) {
      const environment = {
        ...withoutSecretsOfWeb(common),
        SEALEGS_LABHOST_SOCKET: host.socket,
        SEALEGS_LABHOST_INDEX: String(index),
        SEALEGS_LABS: path.join(coursesRoot(settings), 'labs'),
        // One that was named and will not do is refused there as well, never replaced by another.
        SEALEGS_KUBECTL: kubectl ?? settings.SEALEGS_KUBECTL ?? '',
      };
      children.push(keepRunning({ name: host.id, file: program('labhost'), environment }, log));
    }
  }
  const hosts =
    typeof settings.SEALEGS_LABHOSTS === 'number'
      ? local.map(({ id, socket }) => ({ id, address: `unix:${socket}` }))
      : settings.SEALEGS_LABHOSTS;
  const web = keepRunning(
    {
      name: 'web',
      file: program('web'),
      environment: {
        ...common,
        SEALEGS_LABHOSTS: hosts.map(({ id, address }) => `${id}=${address}`).join(','),
      },
    },
    log,
  );
  children.push(web);
  const answer = await web.first;
  if (answer.type === 'failed') {
    await stop();
    throw new NotServing(answer.message);
  }
  const port = answer.port ?? settings.PORT;
  return { url: publicUrl(settings, port), port, children, stop };
}

/** A fleet's lab hosts run elsewhere. */
function localHosts({ SEALEGS_LABHOSTS }: Settings, run: string): { id: string; socket: string }[] {
  const count = typeof SEALEGS_LABHOSTS === 'number' ? SEALEGS_LABHOSTS : 0;
  return Array.from({ length: count }, (_, index) => ({
    id: `host-${index}`,
    socket: path.join(run, `host-${index}.sock`),
  }));
}

/** Lab hosts hold no credentials: students' processes are their children. */
function withoutSecretsOfWeb(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, SEALEGS_SECRET: _cookies, ...rest } = environment;
  return rest;
}
