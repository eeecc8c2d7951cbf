/** Containers that insist on not being root, and are not created when they would be. */
import { describe, expect, it } from 'vitest';
import type { ContainerSpec, PodSpec } from '@/kube';
import { createTestNodes, firstStatus, testContainer, testPod } from '../testing/test-nodes';

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
