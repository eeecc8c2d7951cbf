/**
 * Volumes as the kubelet sets them up, keeps them up to date and limits them. upstream: pkg/volume/{emptydir,hostpath,
 * projected,downwardapi}, pkg/kubelet/eviction/eviction_manager.go emptyDirLimitEviction
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

contract(
  'volumes of pods',
  (bench) => {
    const create = (name: string, volumes: object[], container: object = {}, spec: object = {}) =>
      bench.ok('create -f -', {
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, labels: { zone: 'a' } },
          spec: {
            volumes,
            containers: [
              {
                name: 'c',
                image: 'busybox:1.36',
                command: ['sleep', '3600'],
                volumeMounts: volumes.map((volume) => {
                  const { name: mounted } = volume as { name: string };
                  return { name: mounted, mountPath: `/${mounted}` };
                }),
                ...container,
              },
            ],
            ...spec,
          },
        }),
      });
    const running = async (...args: Parameters<typeof create>) => {
      await create(...args);
      await bench.ok(`wait --for=condition=Ready pod/${args[0]} --timeout=30s`);
    };
    const sh = (pod: string, script: string) => bench.ok(['exec', pod, '--', 'sh', '-c', script]);
    const told = (name: string) => bench.ok(['events', '--for', `pod/${name}`, '--no-headers']);

    it('an emptyDir over its limit has its pod evicted', async () => {
      await running('full', [{ name: 'cache', emptyDir: { sizeLimit: '5Mi' } }]);
      await sh('full', 'dd if=/dev/zero of=/cache/data bs=1M count=4');
      await sh('full', 'dd if=/dev/zero of=/cache/more bs=1M count=4');
      await until(
        // As upstream: the column shows how the container ended, not why the pod did.
        async () => /^full +0\/1 +Error +0 /m.test(await bench.ok('get pods')),
        () => 'the eviction',
        25_000,
      );
      const { status } = JSON.parse(await bench.ok('get pod full -o json'));
      const message = 'Usage of EmptyDir volume "cache" exceeds the limit "5Mi". ';
      expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message });
      expect(status.conditions).toContainEqual(
        expect.objectContaining({
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'TerminationByKubelet',
          message,
        }),
      );
      expect(status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
      expect(await told('full')).toMatch(
        /Warning +Evicted .*Usage of EmptyDir volume "cache" exceeds the limit "5Mi"\./,
      );
      expect(await told('full')).toMatch(/Normal +Killing .*Stopping container c/);
    });

    it('an emptyDir in memory takes no more than its limit', async () => {
      await running('memory', [{ name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '5Mi' } }]);
      expect(
        await bench.fail([
          'exec',
          'memory',
          '--',
          'dd',
          'if=/dev/zero',
          'of=/cache/data',
          'bs=1M',
          'count=8',
        ]),
      ).toContain('No space left on device');
      expect(await sh('memory', 'mount | grep /cache')).toMatch(/^tmpfs on \/cache type tmpfs /);
      expect(await bench.ok('get pod memory')).toContain('Running');
    });

    it.each([
      [
        'nothing',
        'Directory',
        '/nowhere/at/all',
        'hostPath type check failed: /nowhere/at/all is not a directory',
      ],
      ['no-file', 'File', '/nowhere/file', 'hostPath type check failed: /nowhere/file is not a file'],
      ['no-socket', 'Socket', '/etc/hosts', 'hostPath type check failed: /etc/hosts is not a socket file'],
      ['no-device', 'CharDevice', '/tmp', 'hostPath type check failed: /tmp is not a character device'],
      ['no-disk', 'BlockDevice', '/dev/null', 'hostPath type check failed: /dev/null is not a block device'],
      [
        'no-folder',
        'DirectoryOrCreate',
        '/etc/hosts',
        'hostPath type check failed: /etc/hosts is not a directory',
      ],
      [
        'no-parent',
        'FileOrCreate',
        '/nowhere/else/file',
        'open /nowhere/else/file: no such file or directory',
      ],
    ])('hostPath: %s (%s %s) keeps the pod waiting', async (name, type, path, message) => {
      await create(name, [{ name: 'host', hostPath: { path, type } }]);
      const text = `MountVolume.SetUp failed for volume "host" : ${message}`;
      await until(async () => (await told(name)).includes(text));
      expect(await told(name)).toMatch(/Warning +FailedMount /);
      expect(await bench.ok(`get pod ${name}`)).toContain('ContainerCreating');
      await bench.ok(`delete pod ${name} --force --grace-period=0`);
    });

    it('hostPath: what is made is there for others', async () => {
      const path = `/srv/${bench.namespace}`;
      await running('maker', [
        { name: 'folder', hostPath: { path, type: 'DirectoryOrCreate' } },
        { name: 'file', hostPath: { path: `${path}/state`, type: 'FileOrCreate' } },
        { name: 'etc', hostPath: { path: '/etc', type: 'Directory' } },
      ]);
      await sh('maker', 'echo kept > /file; ls -ld /folder; ls -l /file');
      await running('reader', [
        { name: 'folder', hostPath: { path, type: 'Directory' } },
        { name: 'file', hostPath: { path: `${path}/state`, type: 'File' } },
      ]);
      expect(await sh('reader', 'cat /file /folder/state')).toBe('kept\nkept\n');
    });

    it('downward API: labels and annotations reach the files as they change', async () => {
      await running(
        'downward',
        [
          {
            name: 'info',
            downwardAPI: {
              defaultMode: 0o400,
              items: [
                { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
                { path: 'zone', mode: 0o444, fieldRef: { fieldPath: "metadata.labels['zone']" } },
                {
                  path: 'cpu',
                  resourceFieldRef: { containerName: 'c', resource: 'limits.cpu', divisor: '1m' },
                },
              ],
            },
          },
        ],
        { resources: { limits: { cpu: '250m' } } },
      );
      expect(await sh('downward', 'cat /info/labels; echo; cat /info/cpu')).toBe('zone="a"\n250');
      expect(await sh('downward', 'ls -lL /info')).toMatch(
        /-r-------- .* cpu\n-r-------- .* labels\n-r--r--r-- .* zone\n/,
      );
      await bench.ok('label pod downward zone=b tier=web --overwrite');
      await until(async () => (await sh('downward', 'cat /info/zone')) === 'b');
      expect(await sh('downward', 'cat /info/labels')).toBe('tier="web"\nzone="b"');
    });

    it('projected: many sources in one folder; items, modes, and what is optional', async () => {
      await bench.ok('create configmap shown --from-literal=one=1 --from-literal=two=2');
      await bench.ok('create secret generic hidden --from-literal=password=s3cret');
      await running('projected', [
        {
          name: 'all',
          projected: {
            defaultMode: 0o440,
            sources: [
              { configMap: { name: 'shown', items: [{ key: 'one', path: 'conf/first', mode: 0o777 }] } },
              { secret: { name: 'hidden' } },
              { configMap: { name: 'later', optional: true } },
              { downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
              { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
            ],
          },
        },
      ]);
      expect(await sh('projected', 'cd /all; ls; cat conf/first password name')).toBe(
        'conf\nname\npassword\ntoken\n1s3cretprojected',
      );
      expect(await sh('projected', 'ls -lL /all/conf/first /all/password')).toMatch(
        /^-rwxrwxrwx .* \/all\/conf\/first\n-r--r----- .* \/all\/password\n$/,
      );
      // A pod that is looked at anew has its files brought up to date at once.
      await bench.ok('create configmap later --from-literal=late=yes');
      await bench.ok('patch configmap shown --type=merge -p {"data":{"one":"uno"}}');
      await bench.ok('annotate pod projected look=again');
      await until(async () => (await sh('projected', 'cat /all/conf/first')) === 'uno');
      expect(await sh('projected', 'cat /all/late')).toBe('yes');
      await bench.ok('delete configmap later');
      await bench.ok('annotate pod projected look=oncemore --overwrite');
      await until(async () => (await bench.run(['exec', 'projected', '--', 'cat', '/all/late'])).code === 1);
    });

    it('projected: a key that is missing keeps the pod waiting', async () => {
      await create('keyless', [
        {
          name: 'all',
          projected: { sources: [{ configMap: { name: 'shown', items: [{ key: 'no', path: 'x' }] } }] },
        },
      ]);
      await until(async () =>
        (await told('keyless')).includes(
          'MountVolume.SetUp failed for volume "all" : references non-existent config key: no',
        ),
      );
    });
  },
  { kubectls: 'newest' },
);
