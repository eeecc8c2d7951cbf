/**
 * Every setting of the platform, once: name, form, default and meaning. `npm run gen:settings` writes docs/settings.md
 * from here; nothing else reads process.env for a setting.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** Never shown. */
const SECRET_NAMES = /SECRET|DATABASE_URL/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const flag = z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true');
const optionalText = z.string().min(1).optional();

export interface FleetHost {
  readonly id: string;
  readonly address: string;
}

/** "3" is a number of local lab hosts; "a=http://10.0.0.7:7000,b=unix:/run/b.sock" names a fleet's. */
const labHosts = z.string().transform((text, context): number | FleetHost[] => {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 256) return Number(text);
  const hosts: FleetHost[] = [];
  for (const part of text.split(',')) {
    const match = /^([a-z0-9][a-z0-9-]*)=((?:https?:\/\/|unix:\/)\S+)$/.exec(part.trim());
    if (!match?.[1] || !match[2]) {
      const message = `"${part.trim()}" is neither a number from 1 to 256 nor <name>=<http://… or unix:/…>`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    hosts.push({ id: match[1], address: match[2] });
  }
  return hosts;
});

export const settings = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('Address that the web server listens on.'),
  PORT: wholeNumber(0, 65_535).default(3000).describe('Its port; 0 takes any free one.'),
  BASE_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional()
    .describe(
      'Where browsers reach Sealegs, as https://learn.example.org. Without it every name of this machine will do, as long as page and request come from the same one.',
    ),
  SEALEGS_DATA: z
    .string()
    .min(1)
    .default('.sealegs')
    .transform((folder) => path.resolve(folder))
    .describe('Folder of the database, sessions, logs and caches.'),
  SEALEGS_COURSES: z
    .string()
    .min(1)
    .transform((folder) => path.resolve(folder))
    .optional()
    .describe('Folder that holds content/ and labs/. Without it: the courses that come with Sealegs.'),
  DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?:\/\/|file:)/, 'must begin with postgresql:// or file:')
    .optional()
    .describe('postgresql://… or file:… . Without it: the SQLite file sealegs.db in SEALEGS_DATA.'),
  SEALEGS_LABHOSTS: labHosts
    .default(() => availableParallelism())
    .describe(
      'How many lab hosts to run here (default: one per core), or the addresses of a fleet: a=http://…,b=http://… .',
    ),
  SEALEGS_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Signs cookies. Without it: made once and kept in SEALEGS_DATA/secret.'),
  SEALEGS_INTERNAL_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Web shows it to lab hosts. Needed for a fleet; otherwise made anew at every start.'),
  SEALEGS_ADMIN_EMAIL: z
    .email()
    .default('admin@sealegs.localhost')
    .describe('The sign-in name of the administrator that the first start creates.'),
  SEALEGS_SIGN_UP: z
    .enum(['open', 'closed'])
    .default('open')
    .describe(
      'open: everybody who reaches Sealegs can make an account. closed: an administrator makes them; guests still learn.',
    ),
  SEALEGS_KUBECTL: optionalText.describe(
    'The kubectl that students use (1.31 or later). Without it: PATH, then a download.',
  ),
  SEALEGS_UNSAFE_SHELL: flag
    .default(false)
    .describe(
      '1: where no sandbox can be made, terminals open without one, as the user who started Sealegs. Only with HOST on loopback; never where others can reach it.',
    ),
  SEALEGS_TRUST_PROXY: flag
    .default(false)
    .describe('1: a proxy in front sets X-Forwarded-For, and its last entry is the visitor’s address.'),
  SEALEGS_SESSION_HOURS: z.coerce
    .number()
    .positive()
    .default(24)
    .describe('A lab session ends this long after it began.'),
  SEALEGS_SESSION_IDLE_MINUTES: z.coerce
    .number()
    .positive()
    .default(60)
    .describe('A session that nobody uses for this long is put to sleep: its shells end, its work is kept.'),
  SEALEGS_SESSION_KEEP_DAYS: z.coerce
    .number()
    .nonnegative()
    .default(7)
    .describe('How long an ended session’s files are kept. Results are kept for good.'),
  SEALEGS_SESSIONS_PER_USER: wholeNumber(1, 1000)
    .default(3)
    .describe('Sessions that one person may have open at a time.'),
  SEALEGS_SESSIONS_PER_HOST: wholeNumber(1, 10_000)
    .default(250)
    .describe('Sessions that one lab host takes at a time.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .describe('How much is logged, as JSON lines on standard error.'),
});

export type Settings = z.infer<typeof settings>;

/** A setting is wrong. Its message is for the person who starts Sealegs, not for a log. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads and checks the settings. An empty variable counts as absent. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.keys(settings.shape)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = settings.safeParse(given);
  if (result.success) {
    const { SEALEGS_UNSAFE_SHELL, HOST } = result.data;
    if (!SEALEGS_UNSAFE_SHELL || isLoopback(HOST)) return result.data;
    throw new SettingsError(
      `SEALEGS_UNSAFE_SHELL=1 gives everybody who reaches Sealegs a shell on this machine, and HOST=${HOST} lets other machines in. Leave one of them away.`,
    );
  }
  const lines = result.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const shown = SECRET_NAMES.test(name) ? '…' : (given[name] ?? '');
    return `  ${name}=${shown}\n    ${issue.message}. It is: ${descriptionOf(name)}`;
  });
  throw new SettingsError(`Sealegs cannot start with these settings:\n${lines.join('\n')}`);
}

export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/** What to open in a browser. */
export function publicUrl({ BASE_URL, HOST }: Settings, port: number): string {
  if (BASE_URL) return BASE_URL;
  const host = HOST === '0.0.0.0' || HOST === '::' || isLoopback(HOST) ? 'localhost' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function descriptionOf(name: string): string {
  const field = Object.entries(settings.shape).find(([key]) => key === name)?.[1];
  return field?.description ?? '';
}
