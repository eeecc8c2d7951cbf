/**
 * Processes that containers share. https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/,
 * https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/#ephemeral-container
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'processes',
  (bench) => {
    const running = async (name: string, spec: object) => {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
      const { stderr, code } = await bench.run('create -f -', { input: JSON.stringify(pod) });
      expect([code, stderr]).toEqual([0, '']);
      await bench.ok(`wait --for=condition=Ready pod/${name} --timeout=30s`);
    };
    const sh = (pod: string, container: string, script: string) =>
      bench.ok(['exec', pod, '-c', container, '--', 'sh', '-c', script]);

    it('are seen by all containers of a pod that shares them', async () => {
      await running('nginx', {
        shareProcessNamespace: true,
        containers: [
          { name: 'nginx', image: 'nginx:1.29' },
          { name: 'shell', image: 'busybox:1.28', command: ['sleep', '3600'] },
        ],
      });
      const table = await sh('nginx', 'shell', 'ps');
      expect(table).toMatch(/^PID +USER +TIME +COMMAND\n +1 65535 +0:00 \/pause\n/);
      expect(table).toMatch(/^ +\d+ root +0:00 nginx -g daemon off;$/m);
      expect(table).toMatch(/^ +\d+ root +0:00 sleep 3600$/m);
    });

    it('lead to the files of their container', async () => {
      const found = await sh('nginx', 'shell', 'head -n 2 /proc/$(pidof nginx)/root/etc/nginx/nginx.conf');
      expect(found).toMatch(/^\n?user +nginx;\n/);
    });

    it('can be ended from the other container, which is then started again', async () => {
      await sh('nginx', 'shell', 'kill -9 $(pidof nginx)');
      await until(async () => (await bench.ok('get pod nginx')).includes(' 2/2 '));
      const restarted = 'jsonpath={.status.containerStatuses[?(@.restartCount>0)].name}';
      await until(async () => (await bench.ok(['get', 'pod', 'nginx', '-o', restarted])) === 'nginx');
      expect(await sh('nginx', 'shell', 'ps | grep "nginx -g"')).toContain('daemon off;');
    });

    it('are a container’s own otherwise', async () => {
      await running('apart', {
        containers: [
          { name: 'web', image: 'nginx:1.29' },
          {
            name: 'shell',
            image: 'busybox:1.28',
            command: ['sh', '-c', 'trap exit TERM; sleep 3600 & wait'],
          },
        ],
      });
      const table = await sh('apart', 'shell', 'ps');
      expect(table).toMatch(/^ +1 root +0:00 sh -c trap/m);
      expect(table).not.toContain('nginx');
    });

    it('are seen by a container that debugs another', async () => {
      const { stderr } = await bench.run([
        'debug',
        'apart',
        '--image=busybox:1.28',
        '--target=web',
        '--container=look',
        '--profile=general',
        '--',
        'sh',
        '-c',
        'ps; cat /proc/1/root/etc/hostname; touch /proc/1/root/tmp/found',
      ]);
      expect(stderr).not.toContain('not simulated');
      const ended = 'jsonpath={.status.ephemeralContainerStatuses[0].state.terminated.reason}';
      await bench.ok(['wait', 'pod/apart', `--for=${ended}`, '--timeout=20s']);
      const table = await bench.ok('logs apart -c look');
      expect(table).toMatch(/^PID +USER +TIME +COMMAND\n +1 root +0:00 nginx -g daemon off;\n/);
      expect(table).not.toContain('trap');
      expect(table).toMatch(/apart\n$/);
      expect(await sh('apart', 'web', 'ls /tmp/found')).toBe('/tmp/found\n');
    });

    it('end with the first of them', async () => {
      await bench.ok([
        'debug',
        'apart',
        '--image=busybox:1.28',
        '--target=shell',
        '--container=second',
        '--profile=general',
        '--',
        'sh',
        '-c',
        'sleep 3600; true',
      ]);
      const status = (path: string) =>
        bench.ok([
          'get',
          'pod',
          'apart',
          '-o',
          `jsonpath={.status.ephemeralContainerStatuses[?(@.name=="second")].state.${path}}`,
        ]);
      await until(async () => (await status('running')) !== '');
      await sh('apart', 'shell', 'kill 1');
      await until(async () => (await status('terminated.exitCode')) === '137');
    });
  },
  { kubectls: 'newest' },
);
