/** Containers and their images: pulled, missing, misspelt, changed. */
import { describe, expect, it } from 'vitest';
import { createTestNodes, firstStatus, testContainer, testPod } from '../testing/test-nodes';

describe('a pod', () => {
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
});
