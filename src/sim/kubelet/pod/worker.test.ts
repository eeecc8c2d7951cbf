/** The life of a pod on its node: it starts, runs, ends or starts again, and what its status says of it. */
import { describe, expect, it } from 'vitest';
import { conditionsOf, createTestNodes, firstStatus, testPod } from '../testing/test-nodes';

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
});
