/** Time and undo of a whole cluster: what clients see of them. */

import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { createTestCluster, type TestCluster } from '../testing';

const HOUR = 3_600_000;
const ADMIN = { certificate: { commonName: 'admin', organizations: ['system:masters'] } };

function clientOf({ cluster }: TestCluster, peer = ADMIN) {
  const abort = new AbortController();
  return async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const request = new Request(`https://kubernetes${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return cluster.handle(request, { peer, signal: abort.signal });
  };
}

const MAPS = '/api/v1/namespaces/default/configmaps';
const map = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const read = async (response: Promise<Response>) => (await (await response).json()) as KubeObject;

describe('a cluster whose time is moved', () => {
  it('is ahead by the jump, and tells its times as its clients’ clocks have them', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    await send('POST', MAPS, map('before'));
    const created = (await read(send('GET', `${MAPS}/before`))).metadata.creationTimestamp;
    await expect(test.cluster.time.jump(HOUR)).resolves.toMatchObject({ movedMs: HOUR });
    expect(test.cluster.time.offsetMs).toBe(HOUR);
    // An hour older to a client that computes ages by its own clock.
    const aged = (await read(send('GET', `${MAPS}/before`))).metadata.creationTimestamp ?? '';
    expect(Date.parse(created ?? '') - Date.parse(aged)).toBe(HOUR);
    await send('POST', MAPS, map('after'));
    const fresh = (await read(send('GET', `${MAPS}/after`))).metadata.creationTimestamp ?? '';
    expect(Math.abs(Date.parse(fresh) - test.clock.now())).toBeLessThan(2_000);
    await test.cluster.close();
  });

  it('keeps a CronJob right, in an hour that is jumped and in the hour after it', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    const batch = '/apis/batch/v1/namespaces/default';
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'nginx' }] } };
    await send('POST', `${batch}/cronjobs`, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'tick' },
      spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } } },
    });
    // Not on the stroke of a time: controllers look a little later than that.
    await test.clock.advance(30_000);
    await test.cluster.time.jump(HOUR);
    const clusterNow = () => test.clock.now() + test.cluster.time.offsetMs;
    const minutes = async () => {
      const list = await read(send('GET', `${batch}/jobs`));
      const items = (list as unknown as { items: KubeObject[] }).items;
      return items.map(({ metadata }) => Number(metadata.name?.split('-').at(-1))).sort((a, b) => a - b);
    };
    const due = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) * 5);
    const jumped = Math.floor(clusterNow() / 300_000);
    expect(await minutes()).toEqual(due(jumped - 11, jumped));
    for (let minute = 0; minute < 60; minute++) await test.clock.advance(60_000);
    expect(await minutes()).toEqual(due(jumped - 11, jumped + 12));
    await test.cluster.close();
  });

  it('takes back what it told: an update with the times that a client read is no change', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'leader' },
      spec: { holderIdentity: 'me', renewTime: '2026-01-01T00:00:00.000000Z' },
    };
    const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    await test.cluster.time.jump(HOUR + 1_500);
    const posted = await read(send('POST', leases, lease));
    expect((posted as KubeObject & { spec: { renewTime: string } }).spec.renewTime).toBe(
      lease.spec.renewTime,
    );
    const put = await read(send('PUT', `${leases}/leader`, posted));
    expect(put.metadata.resourceVersion).toBe(posted.metadata.resourceVersion);
    await test.cluster.close();
  });

  it('shows ages in tables by the same time', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    await send('POST', MAPS, map('old'));
    await test.cluster.time.jump(2 * HOUR);
    const accept = { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' };
    const table = (await read(send('GET', `${MAPS}/old`, undefined, accept))) as unknown as {
      rows: { cells: unknown[] }[];
    };
    expect(table.rows[0]?.cells.at(-1)).toBe('120m');
    await test.cluster.close();
  });

  it('ends watches of objects, so that clients list again, and lets those of tables go on', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    const objects = (await send('GET', `${MAPS}?watch=1&resourceVersion=0`)).text();
    const accept = { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' };
    const table = (await send('GET', `${MAPS}?watch=1`, undefined, accept)).body?.getReader();
    await table?.read();
    await test.cluster.time.jump(HOUR);
    expect(await objects).toContain('"code":410');
    await send('POST', MAPS, map('later'));
    const { value, done } = (await table?.read()) ?? {};
    expect(done).toBe(false);
    expect(new TextDecoder().decode(value)).toContain('later');
    await test.cluster.close();
  });

  it('keeps its time when it is opened again', async () => {
    const first = await createTestCluster();
    await first.cluster.time.jump(HOUR);
    await first.cluster.close();
    const again = await createTestCluster({}, { journal: first.journal, clock: first.clock });
    expect(again.cluster.time.offsetMs).toBe(HOUR);
    await again.cluster.close();
  });

  it('refuses to go back or very far', async () => {
    const { cluster } = await createTestCluster();
    expect(() => cluster.time.jump(-1)).toThrow('time can only be moved forward');
    expect(() => cluster.time.jump(400 * 24 * HOUR)).toThrow('time can be moved by 366 days at most');
    await cluster.close();
  });

  it('goes to the next thing that happens, or stays where nothing does', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    // The nodes tell how they began.
    await test.cluster.time.jump(1_000);
    expect(await test.cluster.time.jumpToNext()).toEqual({ movedMs: 0, happened: false });
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'short' },
      spec: { activeDeadlineSeconds: 600, containers: [{ name: 'c', image: 'nginx' }] },
    };
    const pods = '/api/v1/namespaces/default/pods';
    const status = async () =>
      ((await read(send('GET', `${pods}/short`))) as KubeObject & { status: object }).status;
    await send('POST', pods, pod);
    // Far less than the deadline; the jump lets everything come to rest.
    await test.cluster.time.jump(5_000);
    expect(await status()).toMatchObject({ phase: 'Running' });
    const jump = await test.cluster.time.jumpToNext();
    expect(jump.happened).toBe(true);
    expect(jump.movedMs).toBeGreaterThan(590_000);
    await test.cluster.time.jump(60_000);
    expect(await status()).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
    await test.cluster.close();
  });
});

describe('undo', () => {
  it('takes the last change of a user back, one after the other', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    await send('POST', MAPS, map('kept', { a: '1' }));
    await test.clock.advance(10_000);
    await send('DELETE', `${MAPS}/kept`);
    expect(test.cluster.lastChange?.description).toBe('delete configmaps/kept in namespace default');
    await test.cluster.undo();
    expect(await read(send('GET', `${MAPS}/kept`))).toMatchObject({ data: { a: '1' } });
    await test.cluster.undo();
    expect((await send('GET', `${MAPS}/kept`)).status).toBe(404);
    expect(await test.cluster.undo()).toBeUndefined();
    await test.cluster.close();
  });

  it('knows nothing of dry runs, reads, refused requests and service accounts', async () => {
    const test = await createTestCluster();
    const send = clientOf(test);
    await send('POST', `${MAPS}?dryRun=All`, map('dry'));
    await send('GET', MAPS);
    const account = {
      certificate: { commonName: 'system:serviceaccount:default:default', organizations: ['system:masters'] },
    };
    await clientOf(test, account)('POST', MAPS, map('robot'));
    const nobody = { certificate: { commonName: 'nobody', organizations: [] } };
    expect((await clientOf(test, nobody)('POST', MAPS, map('no'))).status).toBe(403);
    expect(test.cluster.lastChange).toBeUndefined();
    await test.cluster.close();
  });
});
