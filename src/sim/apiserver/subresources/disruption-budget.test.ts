import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '@/kube/transport';
import { RESOURCES } from '../../resources';
import { createTestServer, request } from '../testing';

const labels = { app: 'web' };
const budgets = { group: 'policy', resource: 'poddisruptionbudgets', name: 'web' } as const;

async function setUp(counts: object, budget: object = {}) {
  const { server, store } = createTestServer({ definitions: RESOURCES });
  const send = async (parts: Partial<ApiRequest> & Pick<ApiRequest, 'verb'>) =>
    (await server.call(request({ group: '', version: 'v1', resource: 'pods', ...parts }))).object;
  await send({
    verb: 'create',
    body: { metadata: { name: 'web', labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  });
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  await send({ verb: 'patch', name: 'web', subresource: 'status', body: { status } });
  const spec = { minAvailable: 1, selector: { matchLabels: labels }, ...budget };
  await send({ ...budgets, verb: 'create', body: { metadata: { name: 'web' }, spec } });
  await send({ ...budgets, verb: 'patch', subresource: 'status', body: { status: counts } });
  const evict = () =>
    send({ verb: 'create', name: 'web', subresource: 'eviction', body: { metadata: { name: 'web' } } });
  return { send, evict, store };
}

const none = { observedGeneration: 1, disruptionsAllowed: 0, desiredHealthy: 1, currentHealthy: 1 };

describe('evictions under a disruption budget', () => {
  it('are refused when it has nothing left', async () => {
    const { evict, store } = await setUp(none);
    await expect(evict()).rejects.toMatchObject({
      code: 429,
      status: {
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: 'The disruption budget web needs 1 healthy pods and has 1 currently',
            },
          ],
        },
      },
    });
    expect(store.get('pods', 'default', 'web')).toBeDefined();
  });
  it('spend what it allows', async () => {
    const { evict, send } = await setUp({ ...none, disruptionsAllowed: 2 });
    await evict();
    expect(await send({ ...budgets, verb: 'get' })).toMatchObject({
      status: { disruptionsAllowed: 1, disruptedPods: { web: '2026-01-01T00:00:00Z' } },
    });
  });
  it('wait until its last change was looked at', async () => {
    const { evict, send } = await setUp({ ...none, disruptionsAllowed: 2 });
    await send({ ...budgets, verb: 'patch', body: { spec: { minAvailable: 2 } } });
    await expect(evict()).rejects.toMatchObject({
      code: 429,
      status: { details: { retryAfterSeconds: 10 } },
    });
  });
  it('wait until somebody has counted, and pass over budgets of other pods', async () => {
    await expect((await setUp({})).evict()).rejects.toMatchObject({ code: 429 });
    const other = { selector: { matchLabels: { app: 'db' } } };
    await expect((await setUp(none, other)).evict()).resolves.toMatchObject({ status: 'Success' });
  });
  it('let pods go that are not ready while enough are', async () => {
    const { evict, send } = await setUp(none);
    const status = { conditions: [{ type: 'Ready', status: 'False' }] };
    await send({ verb: 'patch', name: 'web', subresource: 'status', body: { status } });
    await expect(evict()).resolves.toMatchObject({ status: 'Success' });
  });
});
