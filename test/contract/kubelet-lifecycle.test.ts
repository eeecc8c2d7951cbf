/**
 * Hooks, termination messages, images that can't be, and back-off. upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go,
 * pkg/kubelet/lifecycle/handlers.go, pkg/kubelet/images/image_manager.go
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'containers from start to end',
  (bench) => {
    const pod = (name: string, container: object, spec: object = {}) =>
      bench.ok('create -f -', {
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name },
          spec: { containers: [{ name: 'c', image: 'busybox:1.36', ...container }], ...spec },
        }),
      });
    const sh = (script: string) => ({ command: ['sh', '-c', script] });
    const told = (name: string) => bench.ok(['events', '--for', `pod/${name}`, '--no-headers']);
    const status = (name: string, path: string) =>
      bench.ok(['get', 'pod', name, '-o', `jsonpath={.status.containerStatuses[0].${path}}`]);
    const shows = (name: string, path: string, pattern: RegExp) =>
      until(async () => pattern.test(await status(name, path)));

    it('a postStart hook that fails ends its container', async () => {
      const command = ['sh', '-c', 'echo said; echo why >&2; exit 3'];
      await pod('poststart', {
        ...sh('trap "exit 0" TERM; sleep 3600 & wait'),
        lifecycle: { postStart: { exec: { command } } },
      });
      await until(async () =>
        /Warning +FailedPostStartHook .*PostStartHook failed/.test(await told('poststart')),
      );
      expect(await told('poststart')).toMatch(/Normal +Killing .*FailedPostStartHook/);
      await until(async () =>
        /^poststart +0\/1 +(PostStartHookError|CrashLoopBackOff) /m.test(await bench.ok('get pods')),
      );
      await shows('poststart', 'restartCount', /^[1-9]/);
    });

    it('a preStop hook runs before the container is asked to stop, within its time', async () => {
      const preStop = { exec: { command: ['sh', '-c', 'echo leaving > /proc/1/fd/1'] } };
      await pod('prestop', {
        ...sh('trap "echo asked; exit 0" TERM; sleep 3600 & wait'),
        lifecycle: { preStop },
      });
      await bench.ok('wait --for=condition=Ready pod/prestop --timeout=30s');
      const logs = bench.start('logs -f prestop');
      await bench.ok('delete pod prestop --wait=false');
      expect(await logs.until(/asked/)).toBe('leaving\nasked\n');
      await logs.stop();
      const stubborn = { exec: { command: ['sleep', '3600'] } };
      await pod('slow', { ...sh('trap "exit 0" TERM; sleep 3600 & wait'), lifecycle: { preStop: stubborn } });
      await bench.ok('wait --for=condition=Ready pod/slow --timeout=30s');
      await bench.ok('delete pod slow --grace-period=1 --wait=false');
      await until(async () => /Warning +FailedPreStopHook .*PreStopHook failed/.test(await told('slow')));
      await bench.ok('wait --for=delete pod/slow --timeout=20s');
    });

    it('a message is left in a file, the one that the container names', async () => {
      const once = { restartPolicy: 'Never' };
      await pod('message', sh('echo Sleep expired > /dev/termination-log'), once);
      await shows('message', 'state.terminated.message', /^Sleep expired\n$/);
      await pod(
        'elsewhere',
        { ...sh('echo over there > /tmp/my-log; exit 1'), terminationMessagePath: '/tmp/my-log' },
        once,
      );
      await shows('elsewhere', 'state.terminated.message', /^over there\n$/);
      expect(await bench.ok('describe pod elsewhere')).toMatch(/Message: +over there\n/);
    });

    it('a long message is cut to its last 4096 bytes', async () => {
      await pod('long', sh('seq 2000 > /dev/termination-log'), { restartPolicy: 'Never' });
      await shows('long', 'state.terminated.message', /2000\n$/);
      expect(await status('long', 'state.terminated.message')).toHaveLength(4096);
    });

    it('FallbackToLogsOnError takes the last of the log, on errors', async () => {
      const policy = { terminationMessagePolicy: 'FallbackToLogsOnError' };
      const once = { restartPolicy: 'Never' };
      await pod('failing', { ...sh('echo one; echo two; exit 1'), ...policy }, once);
      await shows('failing', 'state.terminated.message', /^one\ntwo\n$/);
      await pod('well', { ...sh('echo one; exit 0'), ...policy }, once);
      await shows('well', 'state.terminated.reason', /Completed/);
      expect(await status('well', 'state.terminated.message')).toBe('');
    });

    it('a name that is no image name', async () => {
      await pod('wrong', { image: 'Nginx:1.29' });
      await shows('wrong', 'state.waiting.reason', /^InvalidImageName$/);
      expect(await status('wrong', 'state.waiting.message')).toBe(
        `Failed to apply default image tag "Nginx:1.29": couldn't parse image name "Nginx:1.29": invalid reference format: repository name (library/Nginx) must be lowercase`,
      );
      expect(await told('wrong')).toMatch(
        /Warning +InspectFailed .*Failed to apply default image tag "Nginx:1\.29"/,
      );
      expect(await told('wrong')).toMatch(/Warning +Failed .*Error: InvalidImageName/);
    });

    it('an image that may not be pulled and is not there', async () => {
      await pod('never', { image: 'caddy:2.8', imagePullPolicy: 'Never' });
      await shows('never', 'state.waiting.reason', /^ErrImageNeverPull$/);
      expect(await told('never')).toMatch(
        /Warning +ErrImageNeverPull .*Container image "caddy:2\.8" is not present with pull policy of Never/,
      );
      expect(await told('never')).toMatch(/Warning +Failed .*Error: ErrImageNeverPull/);
    });

    it('a container that ends again and again waits ten seconds, and longer', async () => {
      await pod('crashing', sh('exit 1'));
      await shows(
        'crashing',
        'state.waiting.message',
        /^back-off 10s restarting failed container=c pod=crashing_/,
      );
      await until(
        async () =>
          /^back-off 20s restarting failed container=c pod=crashing_/.test(
            await status('crashing', 'state.waiting.message'),
          ),
        () => 'the second back-off',
        25_000,
      );
    });
  },
  { kubectls: 'newest' },
);
