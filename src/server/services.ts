/**
 * What every operation works with, made once per web process by its start-up (http/main.ts). Next bundles its own copy
 * of this module, so the one set of services is found through a global symbol, and Next's bundle never opens a
 * database of its own.
 */
import type { Auth } from './auth/auth';
import type { Catalogue } from './catalogue';
import type { Db } from './db';
import type { Settings } from './env';
import type { LabHosts } from './labhosts';
import type { Logger } from './log';

export interface Services {
  readonly settings: Settings;
  readonly db: Db;
  readonly hosts: LabHosts;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  /** Wall time; tests move it. */
  readonly now: () => Date;
}

/** What routes need beyond operations. */
export interface WebServices extends Services {
  readonly auth: Auth;
  /** Whether a page at `origin` may ask a server that was addressed as `host`. */
  readonly originAllowed: (origin: string | null, host: string | null) => boolean;
}

const KEY = Symbol.for('sealegs.services');
type Holder = { [KEY]?: WebServices };

export function provideServices(services: WebServices): void {
  (globalThis as Holder)[KEY] = services;
}

export function services(): WebServices {
  const provided = (globalThis as Holder)[KEY];
  if (!provided) throw new Error('Sealegs runs through its own server: use `npm start` or `npm run dev`.');
  return provided;
}
