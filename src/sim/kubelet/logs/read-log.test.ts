/** What kubectl logs reads, and what it is told when there is nothing to read. */
import { describe, expect, it } from 'vitest';
import type { LogOptions } from '../../contracts';
import { createTestNodes, type TestNodes, testPod } from '../testing/test-nodes';

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
