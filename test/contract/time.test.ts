/** A simulated cluster whose time is moved, as kubectl sees it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenCluster, openCluster } from '@/sim/node';
import { type Bench, createBench } from './support/bench';
import { findKubectls } from './support/binaries';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('moving time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-time-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  const kubectl = findKubectls().at(-1);
  let open: OpenCluster;
  let bench: Bench;

  beforeAll(async () => {
    open = await openCluster({
      nodes: [{ name: 'node01', role: 'worker' }],
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
    });
    const server = `https://127.0.0.1:${open.port}`;
    writeFileSync(kubeconfig, open.kubeconfig({ server, context: 'contract' }));
    if (!kubectl) throw new Error('no kubectl');
    bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
  });
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('half an hour that is jumped was lived: a loop that sleeps has gone round for it', async () => {
    const script = 'i=0; while true; do i=$((i+1)); echo "round $i"; sleep 60; done';
    await bench.ok(['run', 'clock', '--image=busybox:1.37', '--', 'sh', '-c', script]);
    await bench.ok('wait --for=condition=Ready pod/clock');
    await open.cluster.time.jump(30 * MINUTE);
    const lines = (await bench.ok('logs clock')).trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(30);
    expect(lines.length).toBeLessThanOrEqual(32);
    expect(await bench.ok('get pod clock')).toMatch(/clock +1\/1 +Running +0 +3[01]m\n/);
    // describe and events compute ages by kubectl's own clock.
    expect(await bench.ok('events --for pod/clock')).toMatch(/^3[01]m +Normal +Started/m);
    expect(await bench.ok('exec clock -- date +%s')).toSatisfy(
      (seconds: string) => Math.abs(Number(seconds) * 1000 - open.cluster.time.offsetMs - Date.now()) < 5_000,
    );
  });

  it('goes to the next thing that happens: a pod whose command ends', async () => {
    await bench.ok(['run', 'nap', '--image=busybox:1.37', '--restart=Never', '--', 'sleep', '7200']);
    await bench.ok('wait --for=condition=Ready pod/nap');
    await bench.ok('delete pod clock --now');
    const jump = await open.cluster.time.jumpToNext();
    expect(jump.happened).toBe(true);
    expect(Math.abs(jump.movedMs - 2 * HOUR)).toBeLessThan(MINUTE);
    expect(await bench.ok('get pod nap')).toMatch(
      /nap +0\/1 +Completed +0 +12[01]m|nap +0\/1 +Completed +0 +2h/,
    );
  });

  it('certificates and tokens live by cluster time', async () => {
    const [key, csr] = [join(folder, 'jane.key'), join(folder, 'jane.csr')];
    const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=jane'];
    execFileSync('openssl', ['req', '-new', ...options, '-keyout', key, '-out', csr], { stdio: 'ignore' });
    const request = {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name: 'jane' },
      spec: {
        request: readFileSync(csr).toString('base64'),
        signerName: 'kubernetes.io/kube-apiserver-client',
        expirationSeconds: 86_400,
        usages: ['client auth'],
      },
    };
    await bench.ok('apply -f -', { input: JSON.stringify(request) });
    await bench.ok('certificate approve jane');
    await bench.ok('wait csr jane --for=jsonpath={.status.certificate} --timeout=10s');
    const config = JSON.parse(await bench.ok('config view --raw --minify -o json'));
    config.users[0].user = {
      'client-certificate-data': await bench.ok('get csr jane -o jsonpath={.status.certificate}'),
      'client-key-data': readFileSync(key).toString('base64'),
    };
    const jane = bench.file('jane.yaml', JSON.stringify(config));
    const token = (await bench.ok('create token default --duration=1h')).trim();
    expect(await bench.ok('auth whoami -o jsonpath={.status.userInfo.username}', { kubeconfig: jane })).toBe(
      'jane',
    );
    expect(await whoIs(token)).toBe(201);
    await open.cluster.time.jump(25 * HOUR);
    expect(await bench.fail('get pods', { kubeconfig: jane })).toContain('Unauthorized');
    expect(await whoIs(token)).toBe(401);
  });

  /** The status of a request with a bearer token. */
  async function whoIs(token: string): Promise<number> {
    const url = 'https://kubernetes/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const request = new Request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
    });
    const response = await open.cluster.handle(request, { peer: {}, signal: request.signal });
    return response.status;
  }
});
