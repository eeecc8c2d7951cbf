/** Pods with activeDeadlineSeconds. */
import { describe, expect, it } from 'vitest';
import { conditionsOf, createTestNodes, firstStatus, testPod } from '../testing/test-nodes';

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
