/** What runs before a pod’s containers, and beside them. */
import { describe, expect, it } from 'vitest';
import { createTestNodes, testContainer, testPod } from '../testing/test-nodes';

describe('a pod', () => {
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
