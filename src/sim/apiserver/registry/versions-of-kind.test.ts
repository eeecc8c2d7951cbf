import { describe, expect, it } from 'vitest';
import type { KubeList, WatchEvent } from '@/apimachinery';
import type { ApiRequest } from '@/kube/transport';
import { RESOURCES, type ResourceDefinition } from '../../resources';
import { createTestServer, request, widgets } from '../testing';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const body = {
  metadata: { name: 'web' },
  spec: { scaleTargetRef, maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
};

function setUp() {
  const { server, store } = createTestServer({ definitions: RESOURCES });
  const asked = (version: string, parts: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>) =>
    request({ group: 'autoscaling', version, resource: 'horizontalpodautoscalers', ...parts });
  const send = async (version: string, parts: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>) =>
    (await server.call(asked(version, parts))).object;
  return { server, store, asked, send };
}

describe('a kind in two versions', () => {
  it('is stored once and read in both', async () => {
    const { send, store } = setUp();
    const made = await send('v1', { verb: 'create', body });
    expect(made).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { targetCPUUtilizationPercentage: 50 },
    });
    expect(store.list('horizontalpodautoscalers.autoscaling')).toMatchObject([
      { apiVersion: 'autoscaling/v2' },
    ]);
    expect(await send('v2', { verb: 'get', name: 'web' })).toMatchObject({
      apiVersion: 'autoscaling/v2',
      metadata: { uid: made.metadata.uid, resourceVersion: made.metadata.resourceVersion },
      spec: { metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 50 } } }] },
    });
    const list = (await send('v1', { verb: 'list' })) as KubeList;
    expect(list).toMatchObject({ apiVersion: 'autoscaling/v1', items: [{ apiVersion: 'autoscaling/v1' }] });
  });
  it('is patched in the fields of the version that is asked', async () => {
    const { send } = setUp();
    await send('v1', { verb: 'create', body });
    const patch = { spec: { targetCPUUtilizationPercentage: 70 } };
    await send('v1', { verb: 'patch', name: 'web', body: patch });
    expect(await send('v2', { verb: 'get', name: 'web' })).toMatchObject({
      spec: { metrics: [{ resource: { target: { averageUtilization: 70 } } }] },
    });
    await send('v1', { verb: 'update', name: 'web', body });
    const { spec } = (await send('v1', { verb: 'get', name: 'web' })) as unknown as { spec: object };
    expect(spec).toMatchObject({ targetCPUUtilizationPercentage: 50 });
  });
  it('is watched in both', async () => {
    const { server, asked, send } = setUp();
    const seen: Record<string, WatchEvent[]> = { v1: [], v2: [] };
    for (const version of ['v1', 'v2']) {
      server.watch(asked(version, { verb: 'watch' }), {
        event: (event) => seen[version]?.push(event),
        closed: () => {},
      });
    }
    await send('v1', { verb: 'create', body });
    await send('v1', { verb: 'delete', name: 'web' });
    for (const version of ['v1', 'v2']) {
      expect(seen[version]).toMatchObject([
        { type: 'ADDED', object: { apiVersion: `autoscaling/${version}` } },
        { type: 'DELETED', object: { apiVersion: `autoscaling/${version}` } },
      ]);
    }
  });
  it('refuses what the stored version refuses', async () => {
    const { send } = setUp();
    const wrong = { ...body, spec: { ...body.spec, maxReplicas: 0 } };
    await expect(send('v1', { verb: 'create', body: wrong })).rejects.toThrow(
      'HorizontalPodAutoscaler.autoscaling "web" is invalid: [spec.maxReplicas: Invalid value: 0: must be greater than 0, spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`]',
    );
  });
  it('says at creation that nobody attends it', async () => {
    const unattended = 'it does nothing';
    const { server } = createTestServer({ definitions: [{ ...widgets, unattended } as ResourceDefinition] });
    const { warnings } = await server.call(
      request({ verb: 'create', resource: 'widgets', body: { metadata: { name: 'a' } } }),
    );
    expect(warnings).toEqual(['Widget: not simulated; it does nothing (docs/simulator-limits.md)']);
  });
});
