/** A session's clusters: opened together, each reachable from the sandbox through a unix socket of the session. */
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises';
import {
  type ClusterHandle,
  type ClusterPlace,
  type ClusterProvider,
  type ClusterSpec,
  mergeKubeconfigs,
} from '@/clusters';
import { apiSocket, type HostUid, proxySocket } from '@/terminal/server';
import { type Relay, relay } from './relay';
import type { SessionFolder } from './session-folder';
import { webProxy } from './web-proxy';

export interface SessionClustersOptions {
  readonly provider: ClusterProvider;
  readonly specs: readonly ClusterSpec[];
  readonly folder: SessionFolder;
  /** The session's folder of sockets. */
  readonly run: string;
  /** Who may connect: the sandbox's user. */
  readonly uid: HostUid;
  /** Of the first cluster, on the loopback that the shell sees; the others follow. */
  readonly firstPort: number;
  /** The student's kubeconfig; written in place, since it is bound into the sandbox. */
  readonly kubeconfig: string;
}

export class SessionClusters {
  readonly #options: SessionClustersOptions;
  #handles: readonly ClusterHandle[] = [];
  #relays: readonly Relay[] = [];

  constructor(options: SessionClustersOptions) {
    this.#options = options;
  }

  get handles(): readonly ClusterHandle[] {
    return this.#handles;
  }

  async open(): Promise<void> {
    const { provider, specs, kubeconfig, firstPort } = this.#options;
    const opened = await Promise.allSettled(
      specs.map(async (spec, index) => {
        const place = this.#place(spec, index);
        await mkdir(place.folder, { recursive: true, mode: 0o700 });
        await rm(place.socketPath, { force: true });
        return await provider.open(spec, place);
      }),
    );
    this.#handles = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    for (const result of opened) if (result.status === 'rejected') throw result.reason;
    await this.#bridge();
    const texts = this.#handles.map((handle, index) =>
      handle.kubeconfig({ server: `https://127.0.0.1:${firstPort + index}`, context: handle.name }),
    );
    await writeFile(kubeconfig, mergeKubeconfigs(texts));
  }

  /** Empty clusters with the same names and certificates. */
  async erase(): Promise<void> {
    await this.close();
    const { provider, specs } = this.#options;
    await Promise.all(specs.map((spec, index) => provider.erase(this.#place(spec, index))));
  }

  async close(): Promise<void> {
    for (const one of this.#relays) one.close();
    this.#relays = [];
    const handles = this.#handles;
    this.#handles = [];
    await Promise.allSettled(handles.map((handle) => handle.close()));
  }

  async #bridge(): Promise<void> {
    const { run } = this.#options;
    for (const [index, { endpoint }] of this.#handles.entries()) {
      const socket = apiSocket(run, index);
      if ('url' in endpoint) this.#relays = [...this.#relays, await relay(socket, endpoint.url)];
      await this.#hand(socket);
    }
    const socket = proxySocket(run);
    await rm(socket, { force: true });
    this.#relays = [...this.#relays, await webProxy(socket, this.#handles)];
    await this.#hand(socket);
  }

  /** To the sandbox's user alone. */
  async #hand(socket: string): Promise<void> {
    const { uid } = this.#options;
    await chmod(socket, 0o600);
    if (uid !== undefined) await chown(socket, uid, uid);
  }

  #place(spec: ClusterSpec, index: number): ClusterPlace {
    const { folder, run } = this.#options;
    return { folder: folder.cluster(spec.name), socketPath: apiSocket(run, index) };
  }
}
