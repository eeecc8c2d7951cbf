import { describe, expect, it } from 'vitest';
import type { ContainerSpec, PodSpec } from '@/kube';
import type { LogOptions } from '../contracts';
import { conditionsOf, createTestNodes, type TestNodes, testContainer, testPod } from './testing/test-nodes';

const firstStatus = async (nodes: TestNodes) => (await nodes.get('web')).status?.containerStatuses?.[0];

describe('a node', () => {
  it('registers itself Ready, with its role, capacity and lease', async () => {
    const { client } = await createTestNodes([
      { name: 'cp', role: 'control-plane' },
      { name: 'n1', capacity: { cpu: '2' } },
    ]);
    const [cp, n1] = (await client.nodes.list()).items;
    expect(cp?.spec?.taints).toEqual([
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ]);
    expect(cp?.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/control-plane': '',
      'kubernetes.io/hostname': 'cp',
    });
    expect(n1?.status?.capacity).toMatchObject({ cpu: '2', pods: '110' });
    expect(n1?.status?.allocatable).toMatchObject({ memory: '8043004Ki' });
    expect(n1?.spec?.podCIDR).toBe('10.244.1.0/24');
    expect(n1?.status?.conditions?.find((c) => c.type === 'Ready')).toMatchObject({
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    });
    expect(
      (await client.leases.list({ namespace: 'kube-node-lease' })).items.map((l) => l.metadata.name),
    ).toEqual(['cp', 'n1']);
  });

  it('tells how it started, once', async () => {
    const nodes = await createTestNodes();
    await nodes.clock.advance(1_000);
    const told = async () =>
      (await nodes.client.events.list()).items.map(({ source, reason, message }) => [
        source?.component,
        reason,
        message,
      ]);
    const status = (reason: string) => ['kubelet', reason, `Node node01 status is now: ${reason}`];
    const all = [
      ['kubelet', 'Starting', 'Starting kubelet.'],
      status('NodeHasSufficientMemory'),
      status('NodeHasNoDiskPressure'),
      status('NodeHasSufficientPID'),
      ['kubelet', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods'],
      status('NodeReady'),
    ];
    expect(await told()).toEqual(all);
    await nodes.reopen();
    await nodes.clock.advance(1_000);
    expect(await told()).toEqual(all);
    expect(nodes.clock.pendingTimers).toBe(0);
  });
});

describe('a pod', () => {
  it('runs: pulled, created, started, ready', async () => {
    const nodes = await createTestNodes();
    const pod = await nodes.run(testPod({ app: ['run'] }));
    expect(pod.status).toMatchObject({
      phase: 'Running',
      hostIP: '172.18.0.2',
      podIP: '10.244.0.2',
      observedGeneration: 1,
    });
    expect(conditionsOf(pod)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(pod.status?.containerStatuses).toMatchObject([
      {
        name: 'app',
        ready: true,
        started: true,
        restartCount: 0,
        image: 'docker.io/library/busybox:1.36',
        lastState: {},
      },
    ]);
    expect(pod.status?.containerStatuses?.[0]?.containerID).toMatch(/^containerd:\/\/[0-9a-f]{64}$/);
    expect(await nodes.events()).toEqual([
      'Normal Pulling Pulling image "busybox:1.36"',
      expect.stringMatching(
        /^Normal Pulled Successfully pulled image "busybox:1\.36" in \d+ms \(\d+ms including waiting\)\. Image size: \d+ bytes\.$/,
      ),
      'Normal Created Container created',
      'Normal Started Container started',
    ]);
    expect(nodes.errors).toEqual([]);
  });

  it('is written twice on its way to Running when its image is there', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['run'] }));
    const before = Number((await nodes.get('web')).metadata.resourceVersion);
    await nodes.run({ ...testPod({ app: ['run'] }), metadata: { name: 'second', namespace: 'default' } });
    expect((await nodes.get('second')).status?.phase).toBe('Running');
    expect(await nodes.events()).toContain(
      'Normal Pulled Container image "busybox:1.36" already present on machine and can be accessed by the pod',
    );
    // Created, two status writes, three events.
    expect(Number((await nodes.client.pods.list()).metadata.resourceVersion) - before).toBeLessThanOrEqual(
      6 + 3,
    );
  });

  it('leaves nothing to do behind', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['run'] }));
    expect(nodes.clock.pendingTimers).toBe(0);
  });

  it('waits in ContainerCreating while its image is pulled', async () => {
    const nodes = await createTestNodes();
    const pod = await nodes.run(testPod({ app: ['run'] }), 301);
    expect(pod.status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }],
    });
  });

  it.each([
    ['Never', ['exit', '0'], 'Succeeded', 'Completed', 0],
    ['Never', ['exit', '3'], 'Failed', 'Error', 3],
    ['OnFailure', ['exit', '0'], 'Succeeded', 'Completed', 0],
  ] as const)(
    'with restart policy %s and command %j ends %s',
    async (restartPolicy, command, phase, reason, exitCode) => {
      const nodes = await createTestNodes();
      const pod = await nodes.run(testPod({ app: command }, { restartPolicy }));
      expect(pod.status).toMatchObject({
        phase,
        containerStatuses: [{ restartCount: 0, state: { terminated: { reason, exitCode } } }],
      });
      expect(nodes.clock.pendingTimers).toBe(0);
    },
  );

  it('that fails again and again is started with growing pauses', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['exit', '1'] }), 2_000);
    const { uid } = (await nodes.get('web')).metadata;
    expect(await firstStatus(nodes)).toMatchObject({
      restartCount: 1,
      state: {
        waiting: {
          reason: 'CrashLoopBackOff',
          message: `back-off 10s restarting failed container=app pod=web_default(${uid})`,
        },
      },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
    await nodes.clock.advance(10_000);
    expect(await firstStatus(nodes)).toMatchObject({
      restartCount: 2,
      state: { waiting: { message: `back-off 20s restarting failed container=app pod=web_default(${uid})` } },
    });
    await nodes.clock.advance(20_000 + 40_000 + 80_000 + 160_000);
    expect((await firstStatus(nodes))?.state?.waiting?.message).toContain('back-off 5m0s');
    expect((await nodes.get('web')).status?.phase).toBe('Running');
    expect(await nodes.events()).toContainEqual(
      expect.stringContaining(
        `Warning BackOff Back-off restarting failed container app in pod web_default(${uid})`,
      ),
    );
  });

  it('shows what a failed container left as its termination message', async () => {
    const nodes = await createTestNodes();
    const pod = await nodes.run(testPod({ app: ['message', 'disk on fire'] }, { restartPolicy: 'Never' }));
    expect(pod.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('disk on fire');
  });

  it('whose command does not exist says so as containerd does', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['missing'] }, { restartPolicy: 'Never' }));
    expect((await firstStatus(nodes))?.state?.terminated).toMatchObject({
      exitCode: 128,
      reason: 'StartError',
      startedAt: '1970-01-01T00:00:00Z',
      message: expect.stringContaining(
        'unable to start container process: error during container init: exec: "missing": executable file not found in $PATH: unknown',
      ),
    });
  });

  it.each([
    ['ngnix', 'ErrImagePull', 'pull access denied', 'ImagePullBackOff'],
    ['nginx:9.99', 'ErrImagePull', 'nginx:9.99: not found', 'ImagePullBackOff'],
    ['NGINX', 'InvalidImageName', 'must be lowercase', 'InvalidImageName'],
  ])('with image %s waits with %s, then %s', async (image, first, text, later) => {
    const nodes = await createTestNodes();
    const pod = testPod({}, { containers: [{ name: 'app', image }] });
    await nodes.run(pod, 400);
    expect((await firstStatus(nodes))?.state?.waiting).toMatchObject({
      reason: first,
      message: expect.stringContaining(text),
    });
    await nodes.clock.advance(4_000);
    expect((await firstStatus(nodes))?.state?.waiting).toMatchObject({
      reason: later,
      message: expect.stringContaining(text),
    });
    expect(await nodes.events()).toContain(`Warning Failed Error: ${later}`);
  });

  it.each([
    ['an image that could not be pulled', 'nginx:9.99', 5_000, 0],
    ['the image that it runs', 'nginx:1.28', 20_000, 1],
  ])('whose image is changed leaves %s for the new one', async (_, image, ms, restartCount) => {
    const nodes = await createTestNodes();
    const containers = [{ ...testContainer('app', ['run']), image }];
    const pod = await nodes.run(testPod({}, { containers }), ms);
    const spec = { ...pod.spec, containers: [{ ...testContainer('app', ['run']), image: 'nginx:1.29' }] };
    await nodes.client.pods.update({ ...pod, spec });
    await nodes.clock.advance(20_000);
    expect(await firstStatus(nodes)).toMatchObject({
      ready: true,
      restartCount,
      image: 'docker.io/library/nginx:1.29',
    });
    if (restartCount > 0) {
      expect(await nodes.events()).toContain(
        'Normal Killing Container app definition changed, will be restarted',
      );
    }
  });

  it('with pull policy Never and no image waits', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({}, { containers: [{ name: 'app', image: 'nginx', imagePullPolicy: 'Never' }] }));
    expect((await firstStatus(nodes))?.state?.waiting).toEqual({
      reason: 'ErrImageNeverPull',
      message: 'Container image "nginx" is not present with pull policy of Never',
    });
  });

  it('runs its init containers one after another first', async () => {
    const nodes = await createTestNodes();
    const initContainers = [testContainer('one', ['exit', '0']), testContainer('two', ['run'])];
    const pod = await nodes.run(testPod({ app: ['run'] }, { initContainers }));
    expect(pod.status).toMatchObject({
      phase: 'Pending',
      initContainerStatuses: [
        { ready: true, state: { terminated: { reason: 'Completed' } } },
        { state: { running: {} } },
      ],
      containerStatuses: [{ state: { waiting: { reason: 'PodInitializing' } } }],
    });
    expect(pod.status?.conditions?.find((c) => c.type === 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [two]',
    });
    nodes.container('two').process?.end({ exitCode: 0 });
    await nodes.clock.advance(1_000);
    expect((await nodes.get('web')).status?.phase).toBe('Running');
  });

  it('fails with an init container that fails, when it never restarts', async () => {
    const nodes = await createTestNodes();
    const initContainers = [testContainer('setup', ['exit', '2'])];
    const pod = await nodes.run(testPod({ app: ['run'] }, { initContainers, restartPolicy: 'Never' }));
    expect(pod.status?.phase).toBe('Failed');
  });

  it('keeps a sidecar beside its main container and ends it afterwards', async () => {
    const nodes = await createTestNodes();
    const initContainers = [{ ...testContainer('proxy', ['run']), restartPolicy: 'Always' }];
    const pod = await nodes.run(testPod({ job: ['run'] }, { initContainers, restartPolicy: 'Never' }));
    expect(pod.status?.phase).toBe('Running');
    nodes.container('job').process?.end({ exitCode: 0 });
    await nodes.clock.advance(1_000);
    expect(nodes.container('proxy').process?.signals).toEqual(['SIGTERM']);
    expect((await nodes.get('web')).status?.phase).toBe('Succeeded');
  });
});

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

describe('a pod with a deadline', () => {
  const deadline = 'Pod was active on the node longer than the specified deadline';

  it.each([
    ['run', 0, 'Completed'],
    ['stubborn', 137, 'Error'],
  ])(
    'is ended when its time is up, and has failed when its containers have: %s',
    async (command, exitCode, reason) => {
      const nodes = await createTestNodes();
      const limits = { activeDeadlineSeconds: 60, terminationGracePeriodSeconds: 20 };
      expect((await nodes.run(testPod({ app: [command] }, limits), 59_000)).status?.phase).toBe('Running');
      await nodes.clock.advance(command === 'run' ? 2_000 : 15_000);
      if (command === 'stubborn') {
        expect((await nodes.get('web')).status?.phase).toBe('Running');
        await nodes.clock.advance(10_000);
      }
      const pod = await nodes.get('web');
      expect(pod.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: deadline });
      expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode, reason });
      expect(conditionsOf(pod)).toContain('Ready=False(PodFailed)');
      const told = await nodes.events();
      expect(told.slice(-2)).toEqual([
        `Normal DeadlineExceeded ${deadline}`,
        'Normal Killing Stopping container app',
      ]);
      await nodes.clock.advance(600_000);
      expect((await firstStatus(nodes))?.restartCount).toBe(0);
      expect(nodes.errors).toEqual([]);
    },
  );

  it('fails when it never came to run', async () => {
    const nodes = await createTestNodes();
    const containers = [{ name: 'app', image: 'no-such-image' }];
    await nodes.run(testPod({}, { containers, activeDeadlineSeconds: 30 }), 31_000);
    expect((await nodes.get('web')).status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
  });

  it('is judged from its start, also by a kubelet that came later', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['run'] }, { activeDeadlineSeconds: 60 }), 30_000);
    const later = await nodes.reopen();
    await later.clock.advance(20_000);
    expect((await later.get('web')).status?.phase).toBe('Running');
    await later.clock.advance(15_000);
    expect((await later.get('web')).status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
  });

  it('that ended before is as it ended', async () => {
    const nodes = await createTestNodes();
    const limits = { activeDeadlineSeconds: 60, restartPolicy: 'Never' };
    await nodes.run(testPod({ app: ['exit', '0'] }, limits), 120_000);
    const { status } = await nodes.get('web');
    expect(status?.phase).toBe('Succeeded');
    expect(status?.reason).toBeUndefined();
  });
});

describe('a container that may not run as root', () => {
  const image = 'container has runAsNonRoot and image will run as root';
  it.each<
    [string, NonNullable<PodSpec['securityContext']>, NonNullable<ContainerSpec['securityContext']>, string]
  >([
    ['says so itself', {}, { runAsNonRoot: true }, image],
    ['has it from its pod', { runAsNonRoot: true }, {}, image],
    [
      'asks for root',
      { runAsNonRoot: true },
      { runAsUser: 0 },
      "container's runAsUser breaks non-root policy",
    ],
  ])('is not created when it would: %s', async (_, ofPod, ofContainer, why) => {
    const nodes = await createTestNodes();
    const container = { ...testContainer('app', ['run']), securityContext: ofContainer };
    const { uid } = (await nodes.run(testPod({}, { containers: [container], securityContext: ofPod })))
      .metadata;
    const message = `${why} (pod: "web_default(${uid})", container: app)`;
    expect((await firstStatus(nodes))?.state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message,
    });
    expect(await nodes.events()).toContainEqual(expect.stringContaining(`Warning Failed Error: ${message}`));
  });

  it.each<[NonNullable<PodSpec['securityContext']>, NonNullable<ContainerSpec['securityContext']>]>([
    [{ runAsNonRoot: true, runAsUser: 1000 }, {}],
    [{ runAsNonRoot: true }, { runAsUser: 1000 }],
    [{ runAsNonRoot: true }, { runAsNonRoot: false }],
  ])('runs as somebody else: %j %j', async (ofPod, ofContainer) => {
    const nodes = await createTestNodes();
    const container = { ...testContainer('app', ['run']), securityContext: ofContainer };
    const pod = await nodes.run(testPod({}, { containers: [container], securityContext: ofPod }));
    expect(pod.status?.phase).toBe('Running');
  });
});

describe('probes', () => {
  const probed = (command: readonly string[], probes: object) =>
    testPod(
      {},
      {
        containers: [
          { ...testContainer('app', command), ports: [{ name: 'http', containerPort: 8080 }], ...probes },
        ],
      },
    );

  it('make a pod ready when its readiness probe succeeds', async () => {
    const nodes = await createTestNodes();
    const readinessProbe = { httpGet: { port: 'http', path: '/' }, periodSeconds: 5 };
    const pod = await nodes.run(probed(['run'], { readinessProbe }), 5_000);
    expect(conditionsOf(pod)).toContain('Ready=False(ContainersNotReady)');
    expect(await nodes.events()).toContainEqual(
      expect.stringContaining(
        'Warning Unhealthy Readiness probe failed: Get "http://10.244.0.2:8080/": dial tcp 10.244.0.2:8080: connect: connection refused',
      ),
    );
    await nodes.container('app').config.net.listen(8080, { http: async () => new Response('ok') });
    await nodes.clock.advance(5_000);
    expect(conditionsOf(await nodes.get('web'))).toContain('Ready=True');
  });

  it('restart a container whose liveness probe fails', async () => {
    const nodes = await createTestNodes();
    const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 3 };
    await nodes.run(probed(['run'], { livenessProbe }), 4_000);
    expect(await nodes.events()).toContain(
      'Normal Killing Container app failed liveness probe, will be restarted',
    );
    expect(await nodes.events()).toContain('Warning Unhealthy Liveness probe failed: it is false (x3)');
    expect(await firstStatus(nodes)).toMatchObject({ restartCount: 1, state: { running: {} } });
  });

  it('restart it even if it ends well and only failures are tried again', async () => {
    const nodes = await createTestNodes();
    const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 3 };
    const pod = probed(['run'], { livenessProbe });
    const spec = { ...pod.spec, restartPolicy: 'OnFailure' } as NonNullable<typeof pod.spec>;
    expect((await nodes.run({ ...pod, spec }, 4_000)).status?.phase).toBe('Running');
    expect(await firstStatus(nodes)).toMatchObject({ restartCount: 1, state: { running: {} } });
  });

  it('hold the others back until the startup probe has succeeded', async () => {
    const nodes = await createTestNodes();
    const startupProbe = { tcpSocket: { port: 8080 }, periodSeconds: 1, failureThreshold: 30 };
    const readinessProbe = { exec: { command: ['true'] }, periodSeconds: 1 };
    await nodes.run(probed(['run'], { startupProbe, readinessProbe }), 5_000);
    expect(await firstStatus(nodes)).toMatchObject({ started: false, ready: false });
    expect(nodes.container('app').executed).toEqual([]);
    await nodes.container('app').config.net.listen(8080, { http: async () => new Response('ok') });
    await nodes.clock.advance(4_000);
    expect(await firstStatus(nodes)).toMatchObject({ started: true, ready: true });
  });
});

describe('deletion', () => {
  /** How long a sandbox takes to go. */
  const SANDBOX_MS = 300;
  const remove = (nodes: TestNodes, gracePeriodSeconds?: number) =>
    nodes.client.pods.delete(
      { namespace: 'default', name: 'web' },
      gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds },
    );
  const isGone = (nodes: TestNodes) =>
    nodes.get('web').then(
      () => false,
      () => true,
    );

  it('asks containers to end, then the pod is gone with all that it had', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['run'] }, { volumes: [{ name: 'tmp', emptyDir: {} }] }));
    await remove(nodes);
    await nodes.clock.advance(SANDBOX_MS - 1);
    expect((await nodes.get('web')).status).toMatchObject({ phase: 'Succeeded' });
    await nodes.clock.advance(1);
    expect(await isGone(nodes)).toBe(true);
    expect(await nodes.events()).toContain('Normal Killing Stopping container app');
    expect(nodes.container('app').process?.signals).toEqual(['SIGTERM']);
    expect(nodes.runtime.volumes.size).toBe(0);
    expect(nodes.clock.pendingTimers).toBe(0);
  });

  it('kills what does not end within the grace period', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['stubborn'] }));
    await remove(nodes);
    await nodes.clock.advance(29_999);
    expect(nodes.container('app').process?.signals).toEqual(['SIGTERM']);
    await nodes.clock.advance(1);
    expect(nodes.container('app').process?.signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(await isGone(nodes)).toBe(false);
    await nodes.clock.advance(SANDBOX_MS);
    expect(await isGone(nodes)).toBe(true);
  });

  it('is hurried by a second one with a shorter grace period', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['stubborn'] }));
    await remove(nodes);
    await nodes.clock.advance(1_000);
    await remove(nodes, 3);
    await nodes.clock.advance(3_000 + SANDBOX_MS);
    expect(await isGone(nodes)).toBe(true);
  });

  it('runs the preStop hook first', async () => {
    const nodes = await createTestNodes();
    const lifecycle = { preStop: { exec: { command: ['drain'] } } };
    await nodes.run(testPod({}, { containers: [{ ...testContainer('app', ['run']), lifecycle }] }));
    await remove(nodes);
    await nodes.clock.advance(SANDBOX_MS);
    expect(nodes.container('app').executed).toEqual([['drain']]);
    expect(await isGone(nodes)).toBe(true);
  });

  it('with force kills at once', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['stubborn'] }));
    await remove(nodes, 0);
    await nodes.clock.advance(0);
    expect(await isGone(nodes)).toBe(true);
    expect(nodes.container('app').process?.signals).toEqual(['SIGKILL']);
  });
});

describe('logs', () => {
  const read = async (nodes: TestNodes, options: LogOptions = {}) =>
    new Response(
      await nodes.kubelets.logs(await nodes.get('web'), options, new AbortController().signal),
    ).text();

  it('are what the container printed', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['print', 'one\ntwo\nthree'] }));
    expect(await read(nodes)).toBe('one\ntwo\nthree\n');
    expect(await read(nodes, { tailLines: 1 })).toBe('three\n');
    expect(await read(nodes, { limitBytes: 5 })).toBe('one\nt');
    expect(await read(nodes, { sinceSeconds: 1 })).toBe('');
    expect(await read(nodes, { timestamps: true, tailLines: 1 })).toMatch(
      /^2026-01-01T00:00:00\.\d{9}Z three\n$/,
    );
  });

  it('of the run before are there until the next', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({ app: ['print', 'x'] }));
    await expect(read(nodes, { previous: true })).rejects.toThrow(
      'previous terminated container "app" in pod "web" not found',
    );
    nodes.container('app').process?.end({ exitCode: 1 });
    await nodes.clock.advance(1_000);
    expect(await read(nodes, { previous: true })).toBe('x\n');
  });

  it('of a container that waits say why', async () => {
    const nodes = await createTestNodes();
    await nodes.run(testPod({}, { containers: [{ name: 'app', image: 'ngnix' }] }), 400);
    await expect(read(nodes)).rejects.toThrow(
      'container "app" in pod "web" is waiting to start: image can\'t be pulled',
    );
    await nodes.clock.advance(4_000);
    await expect(read(nodes)).rejects.toThrow(
      'container "app" in pod "web" is waiting to start: trying and failing to pull image',
    );
  });
});

describe('a cluster that is opened again', () => {
  it('starts what ran anew, without counting it', async () => {
    const first = await createTestNodes();
    const before = await first.run(testPod({ app: ['run'] }));
    const nodes = await first.reopen();
    await nodes.clock.advance(1_000);
    const after = await nodes.get('web');
    expect(after.status?.containerStatuses).toEqual(before.status?.containerStatuses);
    expect(after.status?.podIP).toBe(before.status?.podIP);
    const ids = nodes.runtime.containers.map((c) => c.config.id);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(nodes.container('app').process).toBeDefined();
    expect((await nodes.events()).filter((e) => e.includes('Started'))).toHaveLength(1);
  });

  it('leaves what had ended ended, and knows its images', async () => {
    const first = await createTestNodes();
    await first.run(testPod({ app: ['exit', '0'] }, { restartPolicy: 'Never' }));
    const nodes = await first.reopen();
    await nodes.run({ ...testPod({ app: ['run'] }), metadata: { name: 'next', namespace: 'default' } });
    expect(nodes.runtime.containers).toHaveLength(2);
    expect(await nodes.events()).toContain(
      'Normal Pulled Container image "busybox:1.36" already present on machine and can be accessed by the pod',
    );
  });
});
