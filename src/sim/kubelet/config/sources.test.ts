/** ConfigMaps, Secrets and fields of the pod on their way into containers: as variables and as files. */
import { describe, expect, it } from 'vitest';
import { createTestNodes, firstStatus, testContainer, testPod } from '../testing/test-nodes';

describe('configuration', () => {
  const configMap = (data: Record<string, string>) =>
    ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cfg', namespace: 'default' }, data }) as const;

  it('becomes environment: values, references, fields, resources, keys, whole maps, services', async () => {
    const nodes = await createTestNodes();
    await nodes.client.configmaps.create(configMap({ color: 'blue', '1st.key': 'x' }));
    await nodes.client.services.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'my-db', namespace: 'default' },
      spec: { ports: [{ port: 5432 }] },
    });
    await nodes.run(
      testPod(
        {},
        {
          containers: [
            {
              name: 'app',
              image: 'busybox:1.36',
              command: ['run', '$(GREETING)', '$(UNKNOWN)', '$$(GREETING)'],
              resources: { limits: { memory: '64Mi', cpu: '250m' } },
              envFrom: [{ prefix: 'CFG_', configMapRef: { name: 'cfg' } }],
              env: [
                { name: 'NAME', value: 'app' },
                { name: 'GREETING', value: 'hello $(NAME)' },
                { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
                {
                  name: 'MEMORY',
                  valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
                },
                { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
                { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'color' } } },
                {
                  name: 'GONE',
                  valueFrom: { configMapKeyRef: { name: 'cfg', key: 'size', optional: true } },
                },
              ],
            },
          ],
        },
      ),
    );
    const { config } = nodes.container('app');
    expect(config.argv).toEqual(['run', 'hello app', '$(UNKNOWN)', '$(GREETING)']);
    expect(config.env).toMatchObject({
      HOSTNAME: 'web',
      GREETING: 'hello app',
      POD: 'web',
      IP: '10.244.0.2',
      MEMORY: '64',
      CPU: '1',
      COLOR: 'blue',
      CFG_color: 'blue',
      MY_DB_SERVICE_PORT: '5432',
      MY_DB_PORT_5432_TCP_PROTO: 'tcp',
    });
    expect(config.env).not.toHaveProperty('GONE');
    expect(config.etc['/etc/resolv.conf']).toBe(
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    );
    expect(config.etc['/etc/hosts']).toContain('\n10.244.0.2\tweb\n');
  });

  it.each([
    [{ configMapKeyRef: { name: 'cfg', key: 'a' } }, 'configmap "cfg" not found'],
    [{ secretKeyRef: { name: 'creds', key: 'a' } }, 'secret "creds" not found'],
  ])('that is missing keeps the container from being created: %j', async (valueFrom, message) => {
    const nodes = await createTestNodes();
    const env = [{ name: 'A', valueFrom }];
    await nodes.run(
      testPod({}, { containers: [{ name: 'app', image: 'busybox:1.36', command: ['run'], env }] }),
    );
    expect((await firstStatus(nodes))?.state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message,
    });
    expect(await nodes.events()).toContainEqual(expect.stringContaining(`Warning Failed Error: ${message}`));
    await nodes.client.configmaps.create(configMap({ a: '1' }));
    await nodes.client.secrets.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'creds', namespace: 'default' },
      data: { a: 'MQ==' },
    });
    await nodes.clock.advance(10_000);
    expect((await nodes.get('web')).status?.phase).toBe('Running');
  });

  it('becomes files, which follow its changes', async () => {
    const nodes = await createTestNodes();
    const map = await nodes.client.configmaps.create(configMap({ key: 'old' }));
    const mount = { volumeMounts: [{ name: 'cfg', mountPath: '/etc/cfg' }] };
    const volumes = [{ name: 'cfg', configMap: { name: 'cfg' } }];
    const { uid } = (
      await nodes.run(testPod({}, { volumes, containers: [{ ...testContainer('app', ['run']), ...mount }] }))
    ).metadata;
    const files = nodes.runtime.volumes.get(`pods/${uid}/volumes/kubernetes.io~configmap/cfg`);
    expect(files?.text('/key')).toBe('old');
    expect(nodes.container('app').config.mounts).toMatchObject([{ mountPath: '/etc/cfg', readOnly: true }]);
    await nodes.client.configmaps.update({ ...map, data: { key: 'new' } });
    await nodes.clock.advance(59_000);
    expect(files?.text('/key')).toBe('old');
    await nodes.clock.advance(1_000);
    expect(files?.text('/key')).toBe('new');
  });

  it('that a volume misses is told until it is there', async () => {
    const nodes = await createTestNodes();
    const volumes = [{ name: 'cfg', configMap: { name: 'cfg' } }];
    const pod = await nodes.run(testPod({ app: ['run'] }, { volumes }), 2_000);
    expect(pod.status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
    });
    expect(await nodes.events()).toEqual([
      'Warning FailedMount MountVolume.SetUp failed for volume "cfg" : configmap "cfg" not found (x3)',
    ]);
    await nodes.client.configmaps.create(configMap({}));
    await nodes.clock.advance(5_000);
    expect((await nodes.get('web')).status?.phase).toBe('Running');
  });
});
