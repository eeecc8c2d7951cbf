/** Whether the site can serve, and how many of its lab hosts can. */
import type { Services } from './services';

export interface SiteHealth {
  readonly ok: boolean;
  readonly database: boolean;
  readonly hosts: { readonly total: number; readonly ready: number };
}

export async function siteHealth({ db, hosts, log }: Services): Promise<SiteHealth> {
  const database = db.$queryRawUnsafe('SELECT 1').then(
    () => true,
    (error) => {
      log.error({ err: error }, 'database does not answer');
      return false;
    },
  );
  const answers = hosts.all.map((host) =>
    host.health().then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const [ok, ...ready] = await Promise.all([database, ...answers]);
  return { ok, database: ok, hosts: { total: ready.length, ready: ready.filter(Boolean).length } };
}
