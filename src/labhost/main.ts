/**
 * The lab-host process. Its supervisor gives it its settings in the environment, hears `{type: "ready"}` by IPC (and on
 * the log) and restarts it when it dies; after any error that nobody handled it dies, because the journals are right
 * and its memory may not be.
 */
import pino from 'pino';
import { simulatorProvider } from '@/clusters/simulator';
import { folderLabs } from './folder-labs';
import { startLabHost } from './server';
import { readHostSettings } from './settings';

/** Beyond this a graceful end isn't one; the supervisor would kill us anyway. */
const SHUTDOWN_MS = 10_000;

process.umask(0o022);
const settings = readHostSettings(process.env);
// Children get environments of their own; this is for whatever dumps ours.
delete process.env.SEALEGS_INTERNAL_SECRET;

const log = pino({ level: settings.logLevel, base: { labhost: settings.index } });

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ err: error }, event);
    process.exit(1);
  });
}

const provider = simulatorProvider({
  warn: (line, cluster) => log.warn({ cluster }, line),
  onError: (error, cluster) => log.error({ err: error, cluster }, 'a defect in the simulator'),
});
const labs = folderLabs(settings.labs);
const server = await startLabHost({ settings, provider, labs, log });
log.info({ address: server.address }, 'ready');
process.send?.({ type: 'ready' });

let ending = false;
const end = (why: string) => {
  if (ending) return;
  ending = true;
  log.info({ why }, 'ending');
  setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
  void server.close().then(() => process.exit(0));
};
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
// The supervisor is gone.
process.on('disconnect', () => end('disconnect'));
