/** How a pod that is deleted ends. */
import { describe, expect, it } from 'vitest';
import { createTestNodes, type TestNodes, testContainer, testPod } from '../testing/test-nodes';

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
