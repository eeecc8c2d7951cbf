/** metrics.k8s.io as kubectl top sees it. Texts: k8s.io/kubectl/pkg/cmd/top, kubernetes-sigs/metrics-server pkg/api. */
import { describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, SIMULATED } from './support/cluster';

describe.runIf(SIMULATED)('only the simulator is opened with add-ons of our choice', () => {
  contract('a cluster without metrics-server', (bench) => {
    it('has no metrics', async () => {
      expect(await bench.fail('top pods')).toBe('error: Metrics API not available');
      expect(await bench.fail('top nodes')).toBe('error: Metrics API not available');
    });
  });

  contract(
    'a cluster with metrics-server',
    (bench) => {
      it('serves metrics.k8s.io', async () => {
        expect(await bench.ok('api-resources --api-group=metrics.k8s.io --no-headers')).toMatch(
          /^nodes +metrics\.k8s\.io\/v1beta1 +false +NodeMetrics\npods +metrics\.k8s\.io\/v1beta1 +true +PodMetrics\n$/,
        );
      });
      it('shows what nodes use', async () => {
        const answers = async () => (await bench.run('top nodes')).code === 0;
        await until(answers, () => 'metrics-server', 50_000);
        expect(await bench.ok('top nodes')).toMatch(
          /^NAME +CPU\(cores\) +CPU\(?%\)? +MEMORY\(bytes\) +MEMORY\(?%\)? *\ncontract-control-plane +\d+m +\d+% +\d+Mi +\d+% *\n$/,
        );
      });
      it('shows what pods and their containers use', async () => {
        expect(await bench.ok('top pods')).toBe('');
        await bench.ok(['run', 'busy', '--image=busybox', '--', 'sh', '-c', 'while :; do :; done']);
        await bench.ok('run idle --image=nginx');
        await until(async () => /^idle/m.test((await bench.run('top pods')).stdout));
        expect(await bench.ok('top pods')).toMatch(
          /^NAME +CPU\(cores\) +MEMORY\(bytes\) *\nbusy +\d+m +\d+Mi *\nidle +0m +\d+Mi *\n$/,
        );
        const [, cores] = /^busy +busy +(\d+)m/m.exec(await bench.ok('top pods --containers')) ?? [];
        expect(Number(cores)).toBeGreaterThan(500);
        const raw = await bench.ok([
          'get',
          '--raw',
          `/apis/metrics.k8s.io/v1beta1/namespaces/${bench.namespace}/pods/idle`,
        ]);
        expect(JSON.parse(raw)).toMatchObject({
          kind: 'PodMetrics',
          apiVersion: 'metrics.k8s.io/v1beta1',
          metadata: { name: 'idle', labels: { run: 'idle' } },
          window: '30s',
          containers: [{ name: 'idle', usage: { memory: expect.stringMatching(/^\d+Ki$/) } }],
        });
        expect(await bench.ok('get pods.metrics.k8s.io -l run=idle')).toMatch(
          /^NAME +CPU +MEMORY +WINDOW\nidle +\d+n? +\d+[KM]i +30s\n$/,
        );
      });
      it('lets nobody write them', async () => {
        expect(await bench.fail('delete pods.metrics.k8s.io idle')).toContain(
          'the server does not allow this method on the requested resource',
        );
      });
    },
    { addons: ['metrics-server'] },
  );
});
