/** StatefulSets as kubectl shows them. Texts: pkg/controller/statefulset/stateful_pod_control.go, kubectl's rollout_status.go. */
import { expect, it } from 'vitest';
import { contract } from './support/cluster';

const statefulSet = JSON.stringify({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    serviceName: 'nginx',
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
    },
  },
});

contract('stateful sets', (bench) => {
  const rolledOut = () => bench.ok('rollout status statefulset/web --timeout=40s');
  const images = () => bench.ok('get pods -l app=web -o jsonpath={.items[*].spec.containers[0].image}');

  it('come up in order', async () => {
    const made = await bench.run('create -f -', { input: statefulSet });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(await rolledOut()).toMatch(/partitioned roll out complete: 2 new pods have been updated\.\.\.\n$/);
    expect(await bench.ok('get pods -l app=web -o name')).toBe('pod/web-0\npod/web-1\n');
    expect(await bench.ok('get statefulset web')).toMatch(/^NAME +READY +AGE\nweb +2\/2 +\d+s\n$/);
    const described = await bench.ok('describe statefulset web');
    for (const name of ['web-0', 'web-1']) {
      expect(described).toMatch(
        new RegExp(`SuccessfulCreate.*create Pod ${name} in StatefulSet web successful`),
      );
    }
  });

  it('are updated, have a history and are undone', async () => {
    await bench.ok('set image statefulset/web nginx=nginx:1.28');
    await rolledOut();
    expect(await images()).toBe('nginx:1.28 nginx:1.28');
    expect(await bench.ok('rollout history statefulset/web')).toMatch(
      /^statefulset\.apps\/web +\nREVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/,
    );
    expect(await bench.ok('rollout undo statefulset/web')).toBe('statefulset.apps/web rolled back\n');
    await rolledOut();
    expect(await images()).toBe('nginx:1.27 nginx:1.27');
    expect(await bench.ok('get controllerrevisions -o jsonpath={.items[*].revision}')).toMatch(/^(2 3|3 2)$/);
  });
});
