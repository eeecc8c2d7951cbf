/**
 * Requests a second and the 99th percentile of their times, over HTTPS from another process: get, a list of 1,000 pods,
 * create, patch, changes that reach one watcher and 100, and a list of 10,000 objects whole. bareHttps* is the same client against Node's https server that
 * answers each request with the same 1 KiB: what the wire alone costs on this machine in this run.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { Agent, createServer, type RequestOptions, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { openCluster } from '@/sim/node';
import { clusterIdentity } from '@/sim/node/pki';
import { temporaryFolder } from './clusters';
import { now, quantile } from './measure';

export const SERVE = '--serve';
const CONNECTIONS = 16;
const PODS = 1_000;
const WATCHERS = 100;
const CREATED = 2_000;
/** Of 1 KiB each. */
const LISTED = 10_000;
const CHANGES = 200;
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const PODS_PATH = '/api/v1/namespaces/default/pods';
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** The child: a cluster without a rate limit, and the bare server to compare it with. */
export async function serveForRequests(folder: string): Promise<void> {
  const cluster = await openCluster({
    folder: path.join(folder, 'cluster'),
    nodes: [{ name: 'node01', role: 'control-plane', taints: [] }],
    listen: [{ port: 0 }],
    limits: { requestsPerSecond: NO_LIMIT, requestBurst: NO_LIMIT },
  });
  const { serving, authority } = clusterIdentity(undefined, Date.now());
  const answer = Buffer.from(JSON.stringify({ kind: 'ConfigMap', data: { text: 'x'.repeat(1_024) } }));
  const bare = createServer({ key: serving.key, cert: serving.cert }, (message, out) => {
    message.resume();
    out.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
  await once(bare.listen(0, '127.0.0.1'), 'listening');
  const server = `https://127.0.0.1:${cluster.port}`;
  const kubeconfig = cluster.kubeconfig({ server, context: 'bench' });
  process.send?.({ kubeconfig, bare: (bare.address() as AddressInfo).port, bareAuthority: authority.cert });
  await once(process, 'disconnect');
  process.exit(0);
}

interface Served {
  readonly kubeconfig: string;
  readonly bare: number;
  readonly bareAuthority: string;
}

export async function benchRequests(): Promise<Record<string, number>> {
  const folder = await temporaryFolder();
  const child = fork(process.argv[1] ?? '', [SERVE, folder.path]);
  try {
    const [served] = (await once(child, 'message')) as [Served];
    const bare = new Client({ port: served.bare, ca: served.bareAuthority });
    const api = new Client(credentialsOf(served.kubeconfig));
    const map = (name: string) => ({ metadata: { name }, data: { text: 'x'.repeat(1_024) } });
    await api.send('POST', CONFIG_MAPS, map('one'));
    await rush(api, 500, () => ['GET', `${CONFIG_MAPS}/one`]);
    const figures = {
      ...named('bareHttps', await rush(bare, 4_000, () => ['GET', '/'])),
      ...named('get', await rush(api, 4_000, () => ['GET', `${CONFIG_MAPS}/one`])),
      ...named('create', await rush(api, CREATED, (i) => ['POST', CONFIG_MAPS, map(`c-${i}`)])),
      ...named(
        'patch',
        await rush(api, 2_000, (i) => ['PATCH', `${CONFIG_MAPS}/c-${i}`, { data: { n: `${i}` } }]),
      ),
    };
    await rush(api, PODS, (i) => ['POST', PODS_PATH, gatedPod(i)]);
    const list = named('listPods1000', await rush(api, 100, () => ['GET', PODS_PATH]));
    const [one, many] = [await fanOut(api, 1), await fanOut(api, WATCHERS)];
    return {
      ...figures,
      ...list,
      watchLatencyP50Ms: quantile(one.times, 0.5),
      watchLatencyP99Ms: quantile(one.times, 0.99),
      [`fanOut${WATCHERS}EventsPerSecond`]: many.perSecond,
      [`fanOut${WATCHERS}P99Ms`]: quantile(many.times, 0.99),
      [`list${LISTED}Ms`]: await listMs(api, map),
    };
  } finally {
    child.disconnect();
    await once(child, 'exit');
    await folder.remove();
  }
}

/** Never scheduled: the list is to be measured, not what else pods set off. */
const gatedPod = (i: number) => ({
  metadata: { name: `pod-${i}`, labels: { app: 'bench' } },
  spec: { schedulingGates: [{ name: 'example.com/bench' }], containers: [{ name: 'c', image: 'nginx' }] },
});

type Sent = readonly [method: string, path: string, body?: object];

class Client {
  readonly #options: RequestOptions;
  readonly #agent: Agent;

  constructor(options: RequestOptions) {
    this.#options = { host: '127.0.0.1', ...options };
    this.#agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  }

  async send(...[method, target, body]: Sent): Promise<string> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = body ? { 'content-type': type } : {};
    const sent = request({ ...this.#options, agent: this.#agent, method, path: target, headers });
    const [answer] = await once(sent.end(body && JSON.stringify(body)), 'response');
    const said = await text(answer);
    if (answer.statusCode >= 300) throw new Error(`${method} ${target}: ${answer.statusCode} ${said}`);
    return said;
  }

  /** A connection of its own that stays open. */
  open(target: string): ClientRequest {
    return request({ ...this.#options, agent: false, path: target }).end();
  }
}

interface Rush {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** So many requests over all connections, each taking the next as soon as it is free. */
async function rush(client: Client, count: number, make: (i: number) => Sent): Promise<Rush> {
  const times: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const sent = make(next++);
      const begin = now();
      await client.send(...sent);
      times.push(now() - begin);
    }
  };
  const begin = now();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return { perSecond: count / ((now() - begin) / 1_000), p99Ms: quantile(times, 0.99) };
}

const named = (name: string, { perSecond, p99Ms }: Rush): Record<string, number> => ({
  [`${name}PerSecond`]: perSecond,
  [`${name}P99Ms`]: p99Ms,
});

/** The whole list of so many objects in one answer, from the request to the last byte; the best of three. */
async function listMs(client: Client, map: (name: string) => object): Promise<number> {
  await rush(client, LISTED - CREATED - 1, (i) => ['POST', CONFIG_MAPS, map(`more-${i}`)]);
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const begin = now();
    const { items } = JSON.parse(await client.send('GET', CONFIG_MAPS));
    times.push(now() - begin);
    if (items.length < LISTED) throw new Error(`${items.length} of ${LISTED} objects were listed`);
  }
  return Math.min(...times);
}

interface FanOut {
  readonly perSecond: number;
  readonly times: readonly number[];
}

/** Changes of one object, and how long each takes from its request to reach every one of the watchers. */
async function fanOut(client: Client, watchers: number): Promise<FanOut> {
  const selected = encodeURIComponent('metadata.name=one');
  // What an earlier round wrote is the first thing that a watcher is told.
  const told = new RegExp(`"change":"${watchers}-(\\d+)"`);
  const sentAt: number[] = [];
  const times: number[] = [];
  const expected = watchers * CHANGES;
  let finish = () => {};
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const watches = Array.from({ length: watchers }, () =>
    client.open(`${CONFIG_MAPS}?watch=1&fieldSelector=${selected}`),
  );
  await Promise.all(
    watches.map(async (watch) => {
      watch.on('error', () => {});
      const [answer] = await once(watch, 'response');
      let rest = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        const lines = (rest + part).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const change = told.exec(line)?.[1];
          if (change === undefined) continue;
          times.push(now() - (sentAt[Number(change)] ?? 0));
          if (times.length === expected) finish();
        }
      });
    }),
  );
  const begin = now();
  for (let change = 0; change < CHANGES; change++) {
    sentAt[change] = now();
    await client.send('PATCH', `${CONFIG_MAPS}/one`, { data: { change: `${watchers}-${change}` } });
  }
  await all;
  const took = (now() - begin) / 1_000;
  for (const watch of watches) watch.destroy();
  return { perSecond: expected / took, times };
}

function credentialsOf(kubeconfig: string): RequestOptions {
  const { clusters, users } = parse(kubeconfig) as {
    clusters: { cluster: Record<string, string> }[];
    users: { user: Record<string, string> }[];
  };
  const decoded = (data: string | undefined) => Buffer.from(data ?? '', 'base64');
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  return {
    port: Number(new URL(cluster?.server ?? '').port),
    ca: decoded(cluster?.['certificate-authority-data']),
    cert: decoded(user?.['client-certificate-data']),
    key: decoded(user?.['client-key-data']),
  };
}
