import { describe, expect, it } from 'vitest';
import type { KubeList } from '@/apimachinery';
import type { RequestOptions } from '@/kube/transport';
import { createTestServer, RecordingSink, request, settled, widget } from '../testing';

async function setUp(names: readonly string[] = [], options: Parameters<typeof createTestServer>[0] = {}) {
  const { server, store, clock } = createTestServer(options);
  const create = (name: string, labels: Record<string, string> = {}, owner = 'nobody') =>
    server.call(request({ verb: 'create', body: widget(name, { owner }, { labels }) }));
  for (const name of names) await create(name);
  const list = async (given: RequestOptions = {}) =>
    (await server.call(request({ verb: 'list', options: given }))).object as KubeList;
  const remove = (name: string) => server.call(request({ verb: 'delete', name }));
  const patch = (name: string, body: object) => server.call(request({ verb: 'patch', name, body }));
  const watch = (given: RequestOptions = {}) => {
    const sink = new RecordingSink();
    return { sink, handle: server.watch(request({ verb: 'watch', options: given }), sink) };
  };
  return { server, store, clock, create, list, remove, patch, watch };
}

const names = (list: KubeList) => list.items.map((item) => item.metadata.name);

describe('a list', () => {
  it('is sorted by name and filtered by labels and fields', async () => {
    const { create, list } = await setUp();
    await create('b', { app: 'web' }, 'jane');
    await create('a', { app: 'web' });
    await create('c', { app: 'db' }, 'jane');
    expect(names(await list())).toEqual(['a', 'b', 'c']);
    expect(names(await list({ labelSelector: 'app in (web)' }))).toEqual(['a', 'b']);
    expect(names(await list({ fieldSelector: 'spec.owner=jane,metadata.name!=c' }))).toEqual(['b']);
  });

  it('pages over one consistent version', async () => {
    const { list, create, remove } = await setUp(['a', 'b', 'c', 'd', 'e']);
    const first = await list({ limit: 2 });
    expect(names(first)).toEqual(['a', 'b']);
    expect(first.metadata).toMatchObject({ resourceVersion: '5', remainingItemCount: 3 });
    await remove('d');
    await create('bb');
    const token = first.metadata.continue ?? '';
    const second = await list({ limit: 2, continue: token });
    expect(names(second)).toEqual(['c', 'd']);
    const third = await list({ limit: 2, continue: second.metadata.continue ?? '' });
    expect(names(third)).toEqual(['e']);
    expect(third.metadata).toEqual({ resourceVersion: '5' });
  });

  it('answers 410 with a token to go on when the version is forgotten', async () => {
    const { list, patch } = await setUp(['a', 'b', 'c'], { history: 5 });
    const { metadata } = await list({ limit: 1 });
    for (let i = 0; i < 20; i++) await patch('a', { spec: { size: i } });
    const error = await list({ continue: metadata.continue ?? '' }).catch((e) => e);
    expect(error).toMatchObject({ code: 410, reason: 'Expired' });
    expect(error.message).toContain(
      'The provided continue parameter is too old to display a consistent list result.',
    );
    expect(names(await list({ continue: error.status.metadata.continue }))).toEqual(['b', 'c']);
  });

  const refusals: readonly [RequestOptions, string][] = [
    [{ fieldSelector: 'spec.color=red' }, 'field label not supported: spec.color'],
    [{ resourceVersion: '99' }, 'Timeout: Too large resource version: 99, current: 1'],
    [
      { resourceVersion: 'abc' },
      'invalid resource version: strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    [
      { resourceVersionMatch: 'Exact' },
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [{ continue: 'nonsense' }, 'invalid continue token: continue key is not valid: '],
  ];
  it.each(refusals)('refuses %o', async (options, message) => {
    const { list } = await setUp(['a']);
    await expect(list(options)).rejects.toThrow(message);
  });

  it('shows exactly the version that is asked for', async () => {
    const { list, remove } = await setUp(['a', 'b']);
    await remove('a');
    expect(names(await list({ resourceVersion: '2', resourceVersionMatch: 'Exact' }))).toEqual(['a', 'b']);
    expect(names(await list({ resourceVersion: '2', resourceVersionMatch: 'NotOlderThan' }))).toEqual(['b']);
  });
});

describe('a watch', () => {
  it('begins with the present state, or after a version', async () => {
    const { watch, create } = await setUp(['a', 'b']);
    const fresh = watch();
    const resumed = watch({ resourceVersion: '1' });
    await create('c');
    await settled();
    expect(fresh.sink.told).toEqual(['ADDED a', 'ADDED b', 'ADDED c']);
    expect(resumed.sink.told).toEqual(['ADDED b', 'ADDED c']);
  });

  it('tells of objects that enter and leave its selector', async () => {
    const { watch, create, patch, remove } = await setUp();
    await create('a', { app: 'web' });
    const { sink } = watch({ labelSelector: 'app=web' });
    await create('b', { app: 'db' });
    await patch('b', { metadata: { labels: { app: 'web' } } });
    const left = (await patch('a', { metadata: { labels: { app: 'db' } } })).object;
    await remove('b');
    await remove('a');
    await settled();
    expect(sink.told).toEqual(['ADDED a', 'ADDED b', 'DELETED a', 'DELETED b']);
    expect(sink.events[2]?.object.metadata).toMatchObject({
      labels: { app: 'web' },
      resourceVersion: left.metadata.resourceVersion,
    });
  });

  it('sees only its namespace', async () => {
    const { server, watch } = await setUp();
    const { sink } = watch();
    await server.call(request({ verb: 'create', namespace: 'other', body: widget('x') }));
    await server.call(request({ verb: 'create', body: widget('y') }));
    await settled();
    expect(sink.told).toEqual(['ADDED y']);
  });

  it('ends with 410 when its version is forgotten, after it was opened', async () => {
    const { watch, patch } = await setUp(['a'], { history: 5 });
    for (let i = 0; i < 20; i++) await patch('a', { spec: { size: i } });
    const { sink } = watch({ resourceVersion: '1' });
    expect(sink.ended).toBe(false);
    await settled();
    expect(sink.error).toMatchObject({
      code: 410,
      message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
    });
  });

  it('ends at its timeout with a bookmark, and leaves no timer behind', async () => {
    const { watch, clock, create } = await setUp(['a']);
    const { sink } = watch({ timeoutSeconds: 30, allowWatchBookmarks: true, resourceVersion: '1' });
    await create('b');
    await clock.advance(30_000);
    expect(sink.told).toEqual(['ADDED b', 'BOOKMARK 2']);
    expect(sink).toMatchObject({ ended: true, error: undefined });
    expect(clock.pendingTimers).toBe(0);
  });

  it('sends bookmarks only after something happened', async () => {
    const { watch, clock, create } = await setUp();
    const { sink, handle } = watch({ allowWatchBookmarks: true, labelSelector: 'never=matches' });
    expect(clock.pendingTimers).toBe(0);
    await create('a');
    await clock.advance(60_000);
    expect(sink.told).toEqual(['BOOKMARK 1']);
    expect(clock.pendingTimers).toBe(0);
    handle.stop();
  });

  it('marks the end of the initial events that a client asked for', async () => {
    const { watch, create } = await setUp(['a']);
    const { sink } = watch({
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: true,
    });
    await create('b');
    await settled();
    expect(sink.told).toEqual(['ADDED a', 'BOOKMARK 1', 'ADDED b']);
    expect(sink.events[1]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });

  it('refuses a bad request at once where the codec asks, and through the sink otherwise', async () => {
    const { server, watch } = await setUp();
    const bad = request({ verb: 'watch', options: { sendInitialEvents: true } });
    expect(() => server.openWatch(bad, new RecordingSink())).toThrow(
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
    const { sink } = watch({ fieldSelector: 'spec.color=red' });
    await settled();
    expect(sink.error).toMatchObject({ code: 400 });
  });

  it('is refused beyond the limit, in plain words', async () => {
    const { server, watch } = await setUp([], { limits: { watches: 1 } });
    watch();
    expect(() => server.openWatch(request({ verb: 'watch' }), new RecordingSink())).toThrow(
      'this cluster has its limit of 1 watches open; close some first',
    );
  });
});

describe('what is not served', () => {
  it.each([
    [
      request({ verb: 'get', resource: 'gizmos', name: 'a' }),
      404,
      'the server could not find the requested resource',
    ],
    [
      request({ verb: 'get', name: 'a', subresource: 'nothing' }),
      404,
      'the server could not find the requested resource',
    ],
    [
      request({ verb: 'delete', name: 'a', subresource: 'status' }),
      405,
      'the server does not allow this method on the requested resource',
    ],
    [request({ verb: 'get', name: 'a' }), 404, 'widgets.test.dev "a" not found'],
  ])('answers %o', async (asked, code, message) => {
    const { server } = createTestServer();
    await expect(server.call(asked)).rejects.toMatchObject({ code, message });
  });
});
