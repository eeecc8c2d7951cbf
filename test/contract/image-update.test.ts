/**
 * The image of a pod's container is one of the few things that can be changed. upstream:
 * pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract('a changed image', (bench) => {
  const image = (name: string) =>
    bench.ok(['get', 'pod', name, '-o', 'jsonpath={.status.containerStatuses[0].image}']);

  it('restarts the container that runs another one', async () => {
    await bench.ok('run web --image=nginx:1.28');
    await bench.ok('wait --for=condition=Ready pod/web --timeout=30s');
    await bench.ok('set image pod/web web=nginx:1.29');
    await until(async () => /nginx:1\.29$/.test(await image('web')));
    expect(await bench.ok('events --for pod/web --no-headers')).toMatch(
      /Normal +Killing .*Container web definition changed, will be restarted/,
    );
    expect(
      await bench.ok(['get', 'pod', 'web', '-o', 'jsonpath={.status.containerStatuses[0].restartCount}']),
    ).toBe('1');
  });

  it('is pulled at once where the one before could not be', async () => {
    await bench.ok('run typo --image=nginx:1.29-alpne');
    await until(async () => /ImagePullBackOff/.test(await bench.ok('get pod typo')));
    await bench.ok('set image pod/typo typo=nginx:1.29-alpine');
    await bench.ok('wait --for=condition=Ready pod/typo --timeout=30s');
    expect(await image('typo')).toMatch(/nginx:1\.29-alpine$/);
  });
});
