/** dist/web.js: one web process. Its parent is the supervisor, which is told the port once it serves. */
import type { AddressInfo } from 'node:net';
import { createAuth } from '../auth/auth';
import { cookieSecret } from '../auth/secret';
import { coursesRoot } from '../courses-root';
import { openDatabase } from '../db';
import { readSettings } from '../env';
import { folderCatalogue } from '../folder-catalogue';
import { httpLabHost, labHosts } from '../labhosts';
import { createLogger } from '../log';
import { sweepSessions } from '../operations';
import { projectRoot } from '../project-root';
import { provideServices, type WebServices } from '../services';
import { webContract } from '../supervisor/contract';
import { contentChanges } from './content-changes';
import { nextPages } from './next-pages';
import { notListening } from './not-listening';
import { originPolicy } from './origins';
import { createWebServer } from './server';

const SWEEP_MS = 60_000;
/** Connections that are still busy when we are told to end. */
const CLOSE_MS = 3000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { hosts, secret } = webContract(process.env);
  const dev = process.env.NODE_ENV !== 'production';
  const log = createLogger('web', settings.LOG_LEVEL);
  const root = projectRoot();
  const courses = coursesRoot(settings);
  let port = settings.PORT;
  const database = await openDatabase(settings);
  const originAllowed = originPolicy(settings, () => port);
  const auth = createAuth({ database, settings, secret: await cookieSecret(settings), log, originAllowed });
  const services: WebServices = {
    settings,
    db: database.db,
    hosts: labHosts(hosts.map((host) => httpLabHost(host, { secret }))),
    catalogue: folderCatalogue(courses),
    log,
    now: () => new Date(),
    auth,
    originAllowed,
  };
  provideServices(services);
  const web = createWebServer(services, await nextPages(root, { dev }), {
    dev,
    ...(dev && { changes: contentChanges(courses) }),
  });

  const sweep = setInterval(() => {
    sweepSessions(services).catch((error) => log.error({ err: error }, 'sweep failed'));
  }, SWEEP_MS);

  await new Promise<void>((resolve, reject) => {
    web.server.once('error', reject);
    web.server.listen(settings.PORT, settings.HOST, resolve);
  });
  ({ port } = web.server.address() as AddressInfo);
  log.info({ host: settings.HOST, port }, 'web serves');
  process.send?.({ type: 'ready', port });

  const end = async () => {
    clearInterval(sweep);
    setTimeout(() => process.exit(0), CLOSE_MS).unref();
    await web.close();
    await database.close();
    process.exit(0);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  // The supervisor is gone: nothing would restart or end us.
  process.once('disconnect', end);
}

main().catch((error) => {
  const told =
    error?.syscall === 'listen' || error?.syscall === 'getaddrinfo' ? notListening(error) : undefined;
  const message = told ?? (error instanceof Error ? error.message : String(error));
  process.send?.({ type: 'failed', message });
  // The supervisor tells what it heard; the stack is for what nobody expected.
  if (!told || !process.send) console.error(told ?? error);
  process.exit(1);
});
