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
  const restarts = async (name: string) =>
    Number(
      await bench.ok(['get', 'pod', name, '-o', 'jsonpath={.status.containerStatuses[0].restartCount}']),
    );

  it('restarts the container that runs another one', async () => {
    await bench.ok('run web --image=nginx:1.28');
    await bench.ok('wait --for=condition=Ready pod/web --timeout=30s');
    await bench.ok('set image pod/web web=nginx:1.29');
    await until(async () => /nginx:1\.29$/.test(await image('web')));
    expect(await bench.ok('events --for pod/web --no-headers')).toMatch(
      /Normal +Killing .*Container web definition changed, will be restarted/,
    );
    expect(await restarts('web')).toBe(1);
  });

  it.each(['Never', 'OnFailure'])('does so whatever the restart policy says (%s)', async (policy) => {
    const name = `once-${policy.toLowerCase()}`;
    await bench.ok(`run ${name} --image=nginx:1.28 --restart=${policy}`);
    await bench.ok(`wait --for=condition=Ready pod/${name} --timeout=30s`);
    await bench.ok(`set image pod/${name} ${name}=nginx:1.29`);
    await until(async () => /nginx:1\.29$/.test(await image(name)));
    expect(await bench.ok(`get pod ${name} --no-headers`)).toMatch(/1\/1 +Running +1 /);
    expect(await bench.ok(`events --for pod/${name} --no-headers`)).toMatch(
      new RegExp(`Normal +Killing .*Container ${name} definition changed, will be restarted`),
    );
  });

  it('is not waited for by a container that crashes', async () => {
    await bench.ok('run crash --image=busybox:1.36 -- false');
    await until(async () => /CrashLoopBackOff/.test(await bench.ok('get pod crash')));
    const before = await restarts('crash');
    await bench.ok('set image pod/crash crash=busybox:1.37');
    const changedAt = Date.now();
    await until(async () => (await restarts('crash')) > before);
    expect(Date.now() - changedAt).toBeLessThan(5_000);
    expect(await image('crash')).toMatch(/busybox:1\.37$/);
  });

  it('is pulled at once where the one before could not be', async () => {
    await bench.ok('run typo --image=nginx:1.29-alpne');
    await until(async () => /ImagePullBackOff/.test(await bench.ok('get pod typo')));
    await bench.ok('set image pod/typo typo=nginx:1.29-alpine');
    await bench.ok('wait --for=condition=Ready pod/typo --timeout=30s');
    expect(await image('typo')).toMatch(/nginx:1\.29-alpine$/);
  });
});
