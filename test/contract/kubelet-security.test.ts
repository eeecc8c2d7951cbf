/**
 * Security contexts as containers see them. https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'security contexts',
  (bench) => {
    const create = (name: string, container: object, spec: object = {}) =>
      bench.ok('create -f -', {
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name },
          spec: {
            containers: [{ name: 'c', image: 'busybox:1.28', command: ['sleep', '1h'], ...container }],
            ...spec,
          },
        }),
      });
    const running = async (name: string, container: object, spec: object = {}) => {
      await create(name, container, spec);
      await bench.ok(`wait --for=condition=Ready pod/${name} --timeout=30s`);
    };
    const sh = (name: string, script: string) => bench.ok(['exec', name, '--', 'sh', '-c', script]);

    it('user, groups and fsGroup: processes, folders and files', async () => {
      await bench.ok('create configmap settings --from-literal=key=value');
      await bench.ok('create secret generic hidden --from-literal=key=value');
      const mounts = ['data', 'settings', 'hidden'].map((name) => ({ name, mountPath: `/${name}` }));
      await running(
        'demo',
        { volumeMounts: mounts },
        {
          securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
          volumes: [
            { name: 'data', emptyDir: {} },
            { name: 'settings', configMap: { name: 'settings' } },
            { name: 'hidden', secret: { secretName: 'hidden', defaultMode: 0o400 } },
          ],
        },
      );
      expect(await sh('demo', 'id')).toBe('uid=1000 gid=3000 groups=2000,3000,4000\n');
      expect(await sh('demo', 'ps | grep "[s]leep"')).toMatch(/^ +1 1000 +0:00 sleep 1h\n$/);
      expect(await sh('demo', 'ls -ld /data')).toMatch(/^drwxrwsrwx +2 root +2000 /);
      expect(await sh('demo', 'echo hello > /data/file; ls -l /data/file')).toMatch(
        /^-rw-r--r-- +1 1000 +2000 +6 .* \/data\/file\n$/,
      );
      expect(await sh('demo', 'mkdir /data/sub; touch /data/sub/x; ls -ld /data/sub /data/sub/x')).toMatch(
        /^drwxr-sr-x .* 2000 .* \/data\/sub\n-rw-r--r-- .* 2000 .* \/data\/sub\/x\n$/,
      );
      expect(await sh('demo', 'ls -lL /settings/key')).toMatch(/^-rw-r--r-- +1 root +2000 /);
      expect(await sh('demo', 'ls -lL /hidden/key; cat /hidden/key')).toMatch(
        /^-r--r----- +1 root +2000 .*\nvalue$/,
      );
      const token = '/var/run/secrets/kubernetes.io/serviceaccount/token';
      expect(await sh('demo', `ls -lL ${token}`)).toMatch(/^-rw-r----- +1 1000 +2000 /);
      expect(await sh('demo', 'grep -E "^(Uid|Gid|Groups)" /proc/1/status')).toBe(
        'Uid:\t1000\t1000\t1000\t1000\nGid:\t3000\t3000\t3000\t3000\nGroups:\t2000 3000 4000 \n',
      );
    });

    it("without groups a user is in root's, and reads no more than everybody may", async () => {
      await running(
        'alone',
        {
          volumeMounts: [
            { name: 'hidden', mountPath: '/hidden' },
            { name: 'data', mountPath: '/data' },
          ],
        },
        {
          securityContext: { runAsUser: 1000 },
          volumes: [
            { name: 'hidden', secret: { secretName: 'hidden', defaultMode: 0o400 } },
            { name: 'data', emptyDir: {} },
          ],
        },
      );
      expect(await sh('alone', 'id')).toBe('uid=1000 gid=0(root) groups=0(root)\n');
      expect(await bench.fail(['exec', 'alone', '--', 'cat', '/hidden/key'])).toContain(
        "cat: can't open '/hidden/key': Permission denied",
      );
      expect(await bench.fail(['exec', 'alone', '--', 'touch', '/etc/mine'])).toContain(
        'touch: /etc/mine: Permission denied',
      );
      expect(await sh('alone', 'touch /data/mine; ls -l /data/mine')).toMatch(/^-rw-r--r-- +1 1000 +root /);
    });

    it("a container's own user goes before its pod's", async () => {
      await running(
        'own',
        { securityContext: { runAsUser: 2000 } },
        { securityContext: { runAsUser: 1000 } },
      );
      expect(await sh('own', 'id -u')).toBe('2000\n');
    });

    it.each([
      ['default', {}, '00000000a80425fb', '00000000a80425fb'],
      ['added', { capabilities: { add: ['NET_ADMIN', 'SYS_TIME'] } }, '00000000aa0435fb', '00000000aa0435fb'],
      ['dropped', { capabilities: { drop: ['ALL'] } }, '0000000000000000', '0000000000000000'],
      [
        'bind-only',
        { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
        '0000000000000400',
        '0000000000000400',
      ],
      ['privileged', { privileged: true }, '000001ffffffffff', '000001ffffffffff'],
      ['nobody', { runAsUser: 1000 }, '0000000000000000', '00000000a80425fb'],
    ])('capabilities: %s', async (name, securityContext, effective, bounding) => {
      await running(`caps-${name}`, { securityContext });
      expect(await sh(`caps-${name}`, 'grep -E "Cap(Eff|Bnd)" /proc/1/status')).toBe(
        `CapEff:\t${effective}\nCapBnd:\t${bounding}\n`,
      );
    });

    it('root without capabilities may no more than others', async () => {
      expect(await bench.fail(['exec', 'caps-dropped', '--', 'chown', '1000', '/etc/passwd'])).toContain(
        'chown: /etc/passwd: Operation not permitted',
      );
      await bench.ok(['exec', 'caps-default', '--', 'chown', '1000', '/etc/passwd']);
    });

    it('allowPrivilegeEscalation and seccomp profiles are seen by the process', async () => {
      const securityContext = { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } };
      await running('confined', { securityContext });
      expect(await sh('confined', 'grep -E "NoNewPrivs|Seccomp:" /proc/1/status')).toBe(
        'NoNewPrivs:\t1\nSeccomp:\t2\n',
      );
      expect(await sh('caps-default', 'grep -E "NoNewPrivs|Seccomp:" /proc/1/status')).toBe(
        'NoNewPrivs:\t0\nSeccomp:\t0\n',
      );
    });

    it('runAsNonRoot refuses root', async () => {
      await create('refused', { securityContext: { runAsNonRoot: true } });
      const waiting = () =>
        bench.ok('get pod refused -o jsonpath={.status.containerStatuses[0].state.waiting.message}');
      await until(async () => (await waiting()) !== '');
      expect(await waiting()).toMatch(
        /^container has runAsNonRoot and image will run as root \(pod: "refused_[^"]+", container: c\)$/,
      );
      expect(await bench.ok('get pod refused')).toMatch(/refused +0\/1 +CreateContainerConfigError +0 /);
      expect(await bench.ok('describe pod refused')).toMatch(
        /Warning +Failed .*Error: container has runAsNonRoot and image will run as root/,
      );
    });

    it('a read-only root file system takes writes to volumes alone', async () => {
      await running(
        'readonly',
        {
          securityContext: { readOnlyRootFilesystem: true },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
        { volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] },
      );
      expect(await bench.fail(['exec', 'readonly', '--', 'touch', '/file'])).toContain(
        'touch: /file: Read-only file system',
      );
      expect(await sh('readonly', 'touch /tmp/file; ls -ld /tmp')).toMatch(/^drwxrwxrwt /);
    });
  },
  { kubectls: 'newest' },
);
