/**
 * A cluster on this machine: the portable core with Node's time, disk, keys and HTTPS around it. Opening its folder
 * again brings it back, kubeconfigs that are out included.
 */
import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createCluster } from '../cluster';
import type { ClusterOptions, ContainerEnvironment, SimCluster } from '../cluster-options';
import { createContainerRuntime, type ShellEngine } from '../containers';
import type { ContainerRuntime, Journal, JournalContents } from '../contracts';
import { containerEngine } from './engine';
import { JOURNAL_FILE, openJournal } from './journal';
import { type KubeconfigOptions, kubeconfig } from './kubeconfig';
import { type ClusterIdentity, clientCertificate, clusterIdentity, type Subject, signRequest } from './pki';
import { type ClusterServer, type Listen, serveCluster, spdyHeaders } from './server';
import { terminateTls } from './tls';
import { WallClock } from './wall-clock';

interface OpenOptions extends ClusterOptions {
  /** Journal and identity live here; without it the cluster is gone with its process. */
  readonly folder?: string;
  readonly listen: readonly Listen[];
  /** The same seed and the same requests make the same cluster. Default: another one each time. */
  readonly seed?: number;
  /** One line about something that went wrong but is dealt with. */
  readonly warn?: (line: string) => void;
  /** Told of defects of ours. */
  readonly onError?: (error: unknown) => void;
}

export interface OpenCluster {
  readonly cluster: SimCluster;
  /** The TCP port that was taken, where one was asked for. */
  readonly port?: number;
  /** A kubeconfig for a user by client certificate; kubernetes-admin unless it says otherwise. */
  kubeconfig(
    options: Pick<KubeconfigOptions, 'server' | 'context' | 'namespace'> & { readonly user?: Subject },
  ): string;
  /** Stops listening, ends the cluster, keeps its folder. */
  close(): Promise<void>;
}

/** Whom kubeconfigs are for by default: an administrator whom no policy can refuse. */
const ADMIN: Subject = { commonName: 'kubernetes-admin', organizations: ['system:masters'] };

/** Resolves when the cluster's nodes are Ready and its API accepts connections. */
export async function openCluster(options: OpenOptions): Promise<OpenCluster> {
  const { folder, listen, warn = () => {} } = options;
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const clock = new WallClock();
  const identity = clusterIdentity(folder, clock.now());
  const { journal, contents } = openState(folder, warn);
  const cluster = await createCluster(options, {
    clock,
    journal,
    ...(contents ? { contents } : {}),
    seed: options.seed ?? randomInt(2 ** 31),
    caCertificate: identity.authority.cert,
    signCertificate: (request, { notBefore, notAfter }) =>
      // TLS judges its beginning by the machine's time; its end is judged by the cluster's.
      signRequest(identity.authority, request, {
        notBefore: notBefore - cluster.time.offsetMs,
        notAfter,
      }),
    serviceAccountKey: identity.serviceAccountKey,
    terminateTls,
    spdyHeaders,
    containers: containersOn(await containerEngine(), options.onError),
    turn: () => setImmediate(),
    ...(options.onError ? { onError: options.onError } : {}),
  });
  const server = serveCluster(identity, cluster);
  try {
    const bound = await Promise.all(listen.map((where) => server.listen(where)));
    return running({ cluster, server, identity, clock }, bound.find(({ port }) => port !== undefined)?.port);
  } catch (error) {
    await server.close();
    await cluster.close();
    throw error;
  }
}

/** Forgets a closed cluster's state but not who it is. */
export function eraseCluster(folder: string): void {
  rmSync(join(folder, JOURNAL_FILE), { force: true });
}

interface Running {
  readonly cluster: SimCluster;
  readonly server: ClusterServer;
  readonly identity: ClusterIdentity;
  readonly clock: WallClock;
}

const running = ({ cluster, server, identity, clock }: Running, port: number | undefined): OpenCluster => ({
  cluster,
  ...(port !== undefined ? { port } : {}),
  kubeconfig: ({ user = ADMIN, ...options }) =>
    kubeconfig({
      ...options,
      authority: identity.authority.cert,
      user: user.commonName,
      credentials: clientCertificate(identity, user, clock.now()),
    }),
  async close() {
    await server.close();
    await cluster.close();
  },
});

/** Where file changes go is the cluster's affair: it knows the section that they belong to. */
const containersOn =
  (engine: ShellEngine, onError: OpenOptions['onError']) =>
  ({ clock, rng, append }: ContainerEnvironment): ContainerRuntime => {
    const journal = { ...NOWHERE, append: (_section: string, record: unknown) => append(record) };
    return createContainerRuntime({ clock, rng, journal, engine, onError });
  };

const NOWHERE: Journal = { size: 0, append: () => {}, checkpoint: () => {}, close: () => {} };

function openState(
  folder: string | undefined,
  warn: (line: string) => void,
): { readonly journal: Journal; readonly contents?: JournalContents } {
  return folder === undefined ? { journal: NOWHERE } : openJournal(folder, warn);
}
