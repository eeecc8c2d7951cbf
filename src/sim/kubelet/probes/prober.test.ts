/** What probes do to a pod. */
import { describe, expect, it } from 'vitest';
import { conditionsOf, createTestNodes, firstStatus, testContainer, testPod } from '../testing/test-nodes';

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
