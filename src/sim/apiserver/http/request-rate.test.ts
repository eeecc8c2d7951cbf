import { expect, it } from 'vitest';
import type { Status } from '@/apimachinery';
import { createTestFace, newWidget, WIDGETS } from './testing';

it('too many requests are asked to come again, and may once time has passed', async () => {
  const { send, clock } = createTestFace(undefined, undefined, { requestsPerSecond: 2, requestBurst: 3 });
  const codes = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => send('/version')));
    return answers.map(({ status }) => status);
  };
  expect(await codes(5)).toEqual([200, 200, 200, 429, 429]);
  const refused = await send(WIDGETS);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.text()).toBe('Too many requests, please try again later.\n');
  await clock.advance(1_000);
  expect(await codes(3)).toEqual([200, 200, 429]);
  await clock.advance(3_600_000);
  expect(await codes(4)).toEqual([200, 200, 200, 429]);
});

it('what goes on for long does not count', async () => {
  const { send, disconnect } = createTestFace(undefined, undefined, {
    requestsPerSecond: 1,
    requestBurst: 0,
  });
  expect((await send(`${WIDGETS}?watch=1`)).status).toBe(200);
  expect((await send('/api/v1/namespaces/default/pods/a/log')).status).toBe(404);
  disconnect();
});

it('an object that etcd would not take is refused in its words', async () => {
  const { post, send, store } = createTestFace();
  const large = newWidget('large', { owner: 'x'.repeat(1_600_000) });
  const refused = await post(WIDGETS, large);
  expect([refused.status, ((await refused.json()) as Status).message]).toEqual([
    500,
    'etcdserver: request is too large',
  ]);
  await post(WIDGETS, newWidget('growing', { owner: 'x'.repeat(1_000_000) }));
  const before = store.version;
  const more = JSON.stringify({
    metadata: { annotations: { more: 'y'.repeat(200_000) } },
    spec: { size: 2 },
  });
  const patch = (body: string) =>
    send(`${WIDGETS}/growing`, {
      method: 'PATCH',
      body,
      headers: { 'content-type': 'application/merge-patch+json' },
    });
  expect((await patch(more)).status).toBe(200);
  expect((await patch(JSON.stringify({ status: {}, spec: { note: 'z'.repeat(600_000) } }))).status).toBe(500);
  expect(store.version).toBe(before + 1);
});
