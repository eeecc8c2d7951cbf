/**
 * Memory limits: containers over theirs are OOMKilled, and what kubectl shows of it.
 * https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract('memory limits', (bench) => {
  const pod = (name: string, container: object, spec: object = {}) =>
    bench.ok('create -f -', {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { containers: [{ name: 'c', ...container }], ...spec },
      }),
    });
  const stress = (bytes: string) => ({
    image: 'polinux/stress',
    command: ['stress'],
    args: ['--vm', '1', '--vm-bytes', bytes, '--vm-hang', '1'],
    resources: { requests: { memory: '50Mi' }, limits: { memory: '200Mi' } },
  });
  const state = (name: string, which: 'state' | 'lastState') =>
    bench.ok(['get', 'pod', name, '-o', `jsonpath={.status.containerStatuses[0].${which}.terminated}`]);
  const terminated = async (name: string, which: 'state' | 'lastState' = 'state') => {
    await until(async () => (await state(name, which)) !== '');
    return JSON.parse(await state(name, which));
  };
  const OOM = { reason: 'OOMKilled', exitCode: 137 };

  it('a container within its limit runs', async () => {
    await pod('memory-demo', stress('150M'));
    await bench.ok('wait --for=condition=Ready pod/memory-demo --timeout=30s');
    expect(await bench.ok('logs memory-demo')).toBe(
      'stress: info: [1] dispatching hogs: 0 cpu, 0 io, 1 vm, 0 hdd\n',
    );
  });

  it('a container over its limit is killed, started again and backs off', async () => {
    await pod('memory-demo-2', stress('250M'));
    await until(async () =>
      /memory-demo-2 +0\/1 +(OOMKilled|CrashLoopBackOff) +[1-9]/.test(await bench.ok('get pods')),
    );
    expect(await terminated('memory-demo-2', 'lastState')).toMatchObject(OOM);
    const described = await bench.ok('describe pod memory-demo-2');
    expect(described).toMatch(
      /Last State: +Terminated\n +Reason: +OOMKilled\n +Exit Code: +137\n +Started: .*\n +Finished: .*\n +Ready: +False\n +Restart Count: +\d/,
    );
    expect(described).toMatch(
      /Warning +BackOff .* kubelet +Back-off restarting failed container c in pod memory-demo-2_/,
    );
  });

  it('a pod that is not started again shows it as its status', async () => {
    await pod('once', stress('250M'), { restartPolicy: 'Never' });
    await until(async () => /^once +0\/1 +OOMKilled +0 /m.test(await bench.ok('get pods')));
    expect(await bench.ok('get pod once -o jsonpath={.status.phase}')).toBe('Failed');
    expect(await terminated('once')).toMatchObject(OOM);
  });

  it('a command that is executed takes its container along', async () => {
    const resources = { limits: { memory: '64Mi' } };
    await pod('tools', { image: 'busybox:1.36', command: ['sleep', '3600'], resources });
    await bench.ok('wait --for=condition=Ready pod/tools --timeout=30s');
    const { code, stderr } = await bench.run(['exec', 'tools', '--', 'tail', '/dev/zero']);
    expect(stderr).toContain('command terminated with exit code 137');
    expect(code).toBe(137);
    expect(await terminated('tools', 'lastState')).toMatchObject(OOM);
    await until(async () => /^tools +1\/1 +Running +1/m.test(await bench.ok('get pods')));
  });

  it('files of an emptyDir in memory count', async () => {
    const script = 'dd if=/dev/zero of=/cache/data bs=1M count=20; echo never';
    await pod(
      'cache',
      {
        image: 'busybox:1.36',
        command: ['sh', '-c', script],
        volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
        resources: { limits: { memory: '16Mi' } },
      },
      { restartPolicy: 'Never', volumes: [{ name: 'cache', emptyDir: { medium: 'Memory' } }] },
    );
    expect(await terminated('cache')).toMatchObject(OOM);
    expect(await bench.ok('logs cache')).not.toContain('never');
  });
});
