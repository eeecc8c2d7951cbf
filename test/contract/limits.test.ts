/** What a cluster refuses because it would be too much, as a cluster refuses it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenCluster } from '@/sim/node';
import { createBench } from './support/bench';
import { findKubectls } from './support/binaries';
import { contract, openSimulator } from './support/cluster';
import { http, statusLine } from './support/http';

contract('sizes', (bench) => {
  it('an object above 1.5 MiB is refused in the words of etcd', async () => {
    // A pod's arguments have no limit of their own.
    const args = Array.from({ length: 20 }, () => 'x'.repeat(90_000));
    const spec = { containers: [{ name: 'c', image: 'nginx', args }] };
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'large' }, spec });
    const answer = await http(bench, `/api/v1/namespaces/${bench.namespace}/pods`, { method: 'POST', body });
    expect(statusLine(answer)).toBe('500 undefined: etcdserver: request is too large');
    expect(await bench.fail('create -f -', { input: body })).toContain('etcdserver: request is too large');
  });
});

describe('too many requests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-limits-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  let open: OpenCluster | undefined;
  beforeAll(async () => {
    open = await openSimulator(kubeconfig, 1, { limits: { requestsPerSecond: 1, requestBurst: 5 } });
  });
  afterAll(async () => {
    await open?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(findKubectls())('are asked to come again, and kubectl 1.$minor does', async (kubectl) => {
    const bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
    const flood = () => Promise.all(Array.from({ length: 60 }, () => http(bench, '/version')));
    const refused = (await flood()).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(20);
    for (const { headers, text } of refused) {
      expect(headers['retry-after']).toBe('1');
      expect(text).toBe('Too many requests, please try again later.\n');
    }
    // client-go waits as it is told and asks again, up to ten times. upstream: client-go/rest/with_retry.go
    const comesAgain = async (command: string, printed: string) => {
      const { code, stdout, stderr } = await bench.run(`${command} -v=4`);
      expect([code, stdout], stderr).toEqual([0, printed]);
      return stderr.includes('Got a Retry-After');
    };
    // A kubectl that took its time to start finds a request free.
    while (!(await comesAgain('get --raw /readyz', 'ok'))) await flood();
    await comesAgain('get nodes -o name', 'node/contract-control-plane\n');
  });
});
