/** What a lab host is told by its supervisor, all by environment variables. docs/settings.md lists the public ones. */
import path from 'node:path';
import { z } from 'zod';

const number = (fallback: number) => z.coerce.number().positive().default(fallback);

const environment = z.object({
  /** A unix socket's path, or host:port in a fleet. */
  SEALEGS_LABHOST_SOCKET: z.string().min(1),
  /** Tells apart the lab hosts that share a data folder. */
  SEALEGS_LABHOST_INDEX: z.coerce.number().int().nonnegative().default(0),
  SEALEGS_INTERNAL_SECRET: z.string().min(32),
  SEALEGS_DATA: z
    .string()
    .min(1)
    .transform((folder) => path.resolve(folder)),
  SEALEGS_LABS: z
    .string()
    .min(1)
    .default('labs')
    .transform((folder) => path.resolve(folder)),
  SEALEGS_KUBECTL: z.string().optional(),
  SEALEGS_SESSION_HOURS: number(24),
  SEALEGS_SESSION_IDLE_MINUTES: number(60),
  SEALEGS_SESSIONS_PER_HOST: number(250),
  SEALEGS_UNSAFE_SHELL: z.enum(['0', '1', 'false', 'true']).default('0'),
  /** Where web listens; an unsandboxed shell is refused unless that is loopback. */
  HOST: z.string().default('127.0.0.1'),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
  LOG_LEVEL: z.string().default('info'),
});

export interface HostSettings {
  readonly listen: { readonly socket: string } | { readonly host: string; readonly port: number };
  readonly index: number;
  readonly secret: string;
  readonly data: string;
  readonly labs: string;
  readonly kubectl: string | undefined;
  readonly sessionHours: number;
  readonly idleMinutes: number;
  readonly sessionLimit: number;
  readonly unsafeShell: boolean;
  readonly webHost: string;
  readonly searchPath: string;
  readonly logLevel: string;
}

/** @throws ZodError naming the variable */
export function readHostSettings(variables: Readonly<Record<string, string | undefined>>): HostSettings {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const env = environment.parse(given);
  const tcp = /^(.*):(\d+)$/.exec(env.SEALEGS_LABHOST_SOCKET);
  return {
    listen: tcp ? { host: tcp[1] ?? '', port: Number(tcp[2]) } : { socket: env.SEALEGS_LABHOST_SOCKET },
    index: env.SEALEGS_LABHOST_INDEX,
    secret: env.SEALEGS_INTERNAL_SECRET,
    data: env.SEALEGS_DATA,
    labs: env.SEALEGS_LABS,
    kubectl: env.SEALEGS_KUBECTL,
    sessionHours: env.SEALEGS_SESSION_HOURS,
    idleMinutes: env.SEALEGS_SESSION_IDLE_MINUTES,
    sessionLimit: env.SEALEGS_SESSIONS_PER_HOST,
    unsafeShell: ['1', 'true'].includes(env.SEALEGS_UNSAFE_SHELL),
    webHost: env.HOST,
    searchPath: env.PATH,
    logLevel: env.LOG_LEVEL,
  };
}
