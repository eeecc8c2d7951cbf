/** Clusters as a lab host opens them, in folders that go with the benchmark. */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import type { ClusterHandle, ClusterSpec } from '@/clusters';
import { simulatorProvider } from '@/clusters/simulator';

export const THREE_NODES: ClusterSpec = {
  name: 'lab',
  nodes: [
    { name: 'controlplane', role: 'control-plane' },
    { name: 'node01', role: 'worker' },
    { name: 'node02', role: 'worker' },
  ],
};

const provider = simulatorProvider({
  onError: (error) => {
    throw error;
  },
});

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sealegs-bench-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export const openCluster = (root: string, id: string | number, spec = THREE_NODES): Promise<ClusterHandle> =>
  provider.open(spec, {
    folder: path.join(root, `cluster-${id}`),
    socketPath: path.join(root, `${id}.sock`),
  });

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly 'certificate-authority-data': string } }[];
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string };
  }[];
}

/** GET over TLS with the student's certificate, on a connection of its own. */
export async function getAsNewClient(
  handle: ClusterHandle,
  address: string,
): Promise<{ status: number; body: string }> {
  if (!('socketPath' in handle.endpoint)) throw new Error('the simulator listens on a unix socket');
  const { socketPath } = handle.endpoint;
  const config: Kubeconfig = parse(handle.kubeconfig({ server: 'https://127.0.0.1:6443', context: 'lab' }));
  const decoded = (data: string | undefined) => Buffer.from(data ?? '', 'base64');
  const agent = new Agent({
    keepAlive: false,
    ca: decoded(config.clusters[0]?.cluster['certificate-authority-data']),
    cert: decoded(config.users[0]?.user['client-certificate-data']),
    key: decoded(config.users[0]?.user['client-key-data']),
  });
  return new Promise((resolve, reject) => {
    const sent = request({ agent, socketPath, host: '127.0.0.1', path: address }, async (response) =>
      resolve({ status: response.statusCode ?? 0, body: await text(response) }),
    );
    sent.once('error', reject).end();
  });
}
