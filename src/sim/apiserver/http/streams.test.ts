import { describe, expect, it } from 'vitest';
import { NO_NODES } from '../testing';
import { createTestFace, newWidget, WIDGETS } from './testing';

/** Lines of a streamed body as they come. */
function lines(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return async (): Promise<{ type: string; object: Record<string, never> } | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n');
      if (end >= 0) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        return JSON.parse(line);
      }
      const part = await reader?.read();
      if (!part || part.done) return undefined;
      rest += part.value;
    }
  };
}

describe('a watch', () => {
  it('answers at once and then tells every change, one a line', async () => {
    const { send, post } = createTestFace();
    const response = await send(`${WIDGETS}?watch=1&resourceVersion=0`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    const next = lines(response);
    await post(WIDGETS, newWidget('a'));
    expect(await next()).toMatchObject({
      type: 'ADDED',
      object: { kind: 'Widget', metadata: { name: 'a' } },
    });
    await send(`${WIDGETS}/a`, { method: 'DELETE' });
    expect(await next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'a' } } });
  });

  it('as a table tells the columns once', async () => {
    const { send, post } = createTestFace();
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
    const next = lines(await send(`${WIDGETS}?watch=true`, { headers: { accept } }));
    await post(WIDGETS, newWidget('a'));
    await post(WIDGETS, newWidget('b'));
    expect(await next()).toMatchObject({
      object: {
        kind: 'Table',
        columnDefinitions: [{ name: 'Name' }, { name: 'Size' }],
        rows: [{ cells: ['a', 1] }],
      },
    });
    expect(await next()).toMatchObject({ object: { columnDefinitions: null, rows: [{ cells: ['b', 1] }] } });
  });

  it('refuses a bad selector with a status of its own', async () => {
    const { send } = createTestFace();
    const response = await send(`${WIDGETS}?watch=1&labelSelector=a+in`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ kind: 'Status', reason: 'BadRequest' });
  });

  it('of a version that is too old is an event with 410', async () => {
    const { send, post } = createTestFace();
    for (const name of ['a', 'b']) await post(WIDGETS, newWidget(name));
    const response = await send(`${WIDGETS}?watch=1&resourceVersion=1`);
    const first = await lines(response)();
    if (first?.type === 'ERROR') expect(first.object).toMatchObject({ code: 410, reason: 'Expired' });
    else expect(first?.type).toBe('ADDED');
  });

  it('frees its place when the client goes away', async () => {
    const { send, store, disconnect } = createTestFace();
    await send(`${WIDGETS}?watch=1`);
    expect(store.watchCount).toBe(1);
    disconnect();
    expect(store.watchCount).toBe(0);
    const cancelled = await createTestFace().send(`${WIDGETS}?watch=1`);
    await cancelled.body?.cancel();
  });
});

describe('a list', () => {
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

  it('comes as a table with metadata, the whole object or nothing in each row', async () => {
    const { send, post } = createTestFace();
    await post(WIDGETS, newWidget('a'));
    const get = async (query: string) =>
      (await send(`${WIDGETS}${query}`, { headers: { accept: table } })).json();
    expect(await get('')).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: expect.any(String) },
      columnDefinitions: [
        { name: 'Name', type: 'string', format: 'name', description: 'the name', priority: 0 },
        { name: 'Size', type: 'integer', format: '', description: 'the size', priority: 1 },
      ],
      rows: [{ cells: ['a', 1], object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } } }],
    });
    expect(await get('?includeObject=Object')).toMatchObject({
      rows: [{ object: { kind: 'Widget', spec: {} } }],
    });
    expect(await get('?includeObject=None')).toMatchObject({ rows: [{ cells: ['a', 1] }] });
    expect(await get('?includeObject=All')).toMatchObject({
      message:
        "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must be 'Metadata', 'Object', 'None', or empty",
    });
  });

  it('of errors stays a Status in any form', async () => {
    const { send } = createTestFace();
    const response = await send(`${WIDGETS}/none`, { headers: { accept: table } });
    expect(await response.json()).toMatchObject({ kind: 'Status', code: 404 });
  });

  it('comes as metadata only', async () => {
    const { send, post } = createTestFace();
    await post(WIDGETS, newWidget('a'));
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const list = await (await send(WIDGETS, { headers: { accept } })).json();
    expect(list).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata' }],
    });
    expect(list.items[0].spec).toBeUndefined();
  });

  it('is compressed when it is large and the client can read that', async () => {
    const { send, post } = createTestFace();
    const labels = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`l${i}`, 'x'.repeat(60)]));
    for (let i = 0; i < 50; i++) {
      await post(WIDGETS, { kind: 'Widget', apiVersion: 'test.dev/v1', metadata: { name: `w${i}`, labels } });
    }
    const response = await send(WIDGETS, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const unzipped = response.body?.pipeThrough(new DecompressionStream('gzip'));
    expect((await new Response(unzipped).json()).items).toHaveLength(50);
    expect((await send(WIDGETS)).headers.get('content-encoding')).toBeNull();
  });
});

describe('logs', () => {
  const pod = (name: string, spec: object) => ({ kind: 'Pod', apiVersion: 'v1', metadata: { name }, spec });
  const PODS = '/api/v1/namespaces/default/pods';

  it('stream from the node with the options of the query', async () => {
    const asked: object[] = [];
    const { send, post } = createTestFace({
      ...NO_NODES,
      logs: async (_: object, options: object) => {
        asked.push(options);
        return new Blob(['one\ntwo\n']).stream();
      },
    });
    await post(PODS, pod('web', { nodeName: 'n1', containers: [{ name: 'c' }] }));
    const response = await send(`${PODS}/web/log?follow=true&tailLines=2`);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('one\ntwo\n');
    expect(asked).toEqual([
      { container: 'c', follow: true, previous: false, timestamps: false, tailLines: 2 },
    ]);
  });

  it.each([
    [
      'two/log',
      'a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]',
    ],
    ['two/log?container=z', 'container z is not valid for pod two'],
    [
      'two/log?tailLines=-1',
      'PodLogOptions "" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    ['two/exec', 'Upgrade request required'],
  ])('%s is refused', async (path, message) => {
    const { send, post } = createTestFace();
    await post(
      PODS,
      pod('two', { containers: [{ name: 'a' }, { name: 'b' }], initContainers: [{ name: 'i' }] }),
    );
    expect(await (await send(`${PODS}/${path}`)).json()).toMatchObject({ message });
  });

  it('of a pod without a node are empty', async () => {
    const { send, post } = createTestFace();
    await post(PODS, pod('pending', { containers: [{ name: 'a' }] }));
    expect(await (await send(`${PODS}/pending/log`)).text()).toBe('');
  });
});

describe('discovery', () => {
  const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const beta = aggregated.replace('v=v2', 'v=v2beta1');

  it('is aggregated in the version that the client knows', async () => {
    const { send } = createTestFace();
    const newest = await send('/apis', { headers: { accept: `${aggregated},${beta},application/json` } });
    expect(newest.headers.get('content-type')).toBe(aggregated);
    const document = await newest.json();
    expect(document).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
    const group = document.items.find(
      (item: { metadata: { name: string } }) => item.metadata.name === 'test.dev',
    );
    expect(group.versions[0].resources[1]).toMatchObject({
      resource: 'widgets',
      responseKind: { group: 'test.dev', version: 'v1', kind: 'Widget' },
      scope: 'Namespaced',
      subresources: [
        { subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } },
        { subresource: 'status', verbs: ['get', 'patch', 'update'] },
      ],
    });
    const older = await send('/apis', { headers: { accept: `${beta},application/json` } });
    expect((await older.json()).apiVersion).toBe('apidiscovery.k8s.io/v2beta1');
  });

  it('need not be sent again to who has it', async () => {
    const { send } = createTestFace();
    const etag = (await send('/api', { headers: { accept: aggregated } })).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9A-F]{128}"$/);
    const again = await send('/api', { headers: { accept: aggregated, 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('is told group by group, too', async () => {
    const { send } = createTestFace();
    expect(await (await send('/api')).json()).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    const groups = (await (await send('/apis')).json()).groups.map((g: { name: string }) => g.name);
    expect(groups).toEqual(['authentication.k8s.io', 'authorization.k8s.io', 'test.dev']);
    expect(await (await send('/apis/test.dev')).json()).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'test.dev/v1' },
    });
    const names = (await (await send('/apis/test.dev/v1')).json()).resources.map(
      (r: { name: string }) => r.name,
    );
    expect(names).toEqual(['gadgets', 'widgets', 'widgets/scale', 'widgets/status']);
  });

  it('leads to the OpenAPI documents', async () => {
    const { send } = createTestFace();
    const { paths } = await (await send('/openapi/v3')).json();
    const { serverRelativeURL } = paths['apis/test.dev/v1'];
    expect(serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/test.dev\/v1\?hash=[0-9A-F]+$/);
    expect(await (await send(serverRelativeURL)).json()).toMatchObject({ openapi: '3.0.0' });
  });
});

describe('metrics', () => {
  it('count what was answered', async () => {
    const { send } = createTestFace();
    await send(WIDGETS);
    await send(WIDGETS);
    await send(`${WIDGETS}/none`);
    const text = await (await send('/metrics')).text();
    expect(text).toContain('apiserver_request_total{code="200",verb="LIST"} 2\n');
    expect(text).toContain('apiserver_request_total{code="404",verb="GET"} 1\n');
    expect(text).toContain('kubernetes_build_info{git_version="v1.35.0"} 1\n');
  });
});

describe('health', () => {
  it('is one word, or every check when asked', async () => {
    const { send } = createTestFace();
    expect(await (await send('/healthz')).text()).toBe('ok');
    expect(await (await send('/readyz?verbose')).text()).toBe(
      '[+]ping ok\n[+]log ok\n[+]etcd ok\nreadyz check passed\n',
    );
    expect(await (await send('/livez/ping')).text()).toBe('ok');
    expect((await send('/livez/nothing')).status).toBe(404);
  });
});
