/** Field management on its way through the API server, with callers from inside and outside. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import type { ApiRequest } from '@/kube/transport';
import { createTestServer, request, widget } from '../testing';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1: object;
}

const OUTSIDE = { fieldValidation: 'Warn' } as const;

function setUp() {
  const { server, store, clock } = createTestServer();
  const send = async (parts: Partial<ApiRequest> & { readonly verb: ApiRequest['verb'] }) =>
    server.call(request({ ...parts, options: { ...OUTSIDE, ...parts.options } }));
  const get = () => store.get('widgets.test.dev', 'default', 'a') as KubeObject;
  return {
    server,
    clock,
    send,
    get,
    create: (spec: object, userAgent = 'maker/1.0', metadata = {}) =>
      send({ verb: 'create', body: widget('a', spec, metadata), userAgent }),
    patch: (body: object, fieldManager: string, more: Partial<ApiRequest> = {}) =>
      send({ verb: 'patch', name: 'a', patchType: 'merge', body, options: { fieldManager }, ...more }),
    apply: (
      spec: object,
      fieldManager: string,
      more: Partial<ApiRequest> & { readonly force?: boolean } = {},
    ) => {
      const { force = false, ...parts } = more;
      const body = widget('a', spec);
      const options = { fieldManager, force };
      return send({ verb: 'patch', name: 'a', patchType: 'apply', body, options, ...parts });
    },
    entries: () => (get().metadata.managedFields ?? []) as unknown as readonly Entry[],
    managers: () =>
      ((get().metadata.managedFields ?? []) as unknown as readonly Entry[]).map(
        ({ manager, operation, subresource }) =>
          `${manager} ${operation}${subresource ? ` ${subresource}` : ''}`,
      ),
  };
}

describe('writes', () => {
  it('of clients are noted, those of the cluster’s own programs only on objects that have managers', async () => {
    const { server, send, patch, entries, managers } = setUp();
    await server.call(
      request({ verb: 'create', body: widget('a', { size: 1 }), userAgent: 'kube-thing/v1' }),
    );
    await patch({ spec: { size: 2 } }, 'late');
    expect(managers()).toEqual([]);
    await send({ verb: 'delete', name: 'a' });

    await send({ verb: 'create', body: widget('a', { size: 1, owner: 'jane' }), userAgent: 'maker/1.0 (x)' });
    await server.call(
      request({
        verb: 'patch',
        name: 'a',
        patchType: 'merge',
        subresource: 'status',
        body: { status: { ready: true }, spec: { size: 9 } },
        userAgent: 'kube-thing/v1',
      }),
    );
    expect(managers()).toEqual(['kube-thing Update status', 'maker Update']);
    const [status, spec] = entries();
    expect(status?.fieldsV1).toEqual({ 'f:status': { '.': {}, 'f:ready': {} } });
    expect(spec?.fieldsV1).toEqual({ 'f:spec': { '.': {}, 'f:owner': {}, 'f:size': {} } });
  });

  it('that change nothing note nothing', async () => {
    const { create, patch, get } = setUp();
    await create({ size: 1 });
    const before = get();
    await patch({ spec: { size: 1 } }, 'idle');
    expect(get()).toBe(before);
  });

  it('share what they note between objects made alike', async () => {
    const { server, send } = setUp();
    for (const name of ['a', 'b'])
      await send({ verb: 'create', body: widget(name, { size: 1 }), userAgent: 'm' });
    const fields = await Promise.all(
      ['a', 'b'].map(async (name) => {
        const { object } = await server.call(request({ verb: 'get', name }));
        return (object.metadata.managedFields as unknown as Entry[])[0]?.fieldsV1;
      }),
    );
    expect(fields[0]).toBe(fields[1]);
  });

  it('may replace the managers, or drop them', async () => {
    const { create, patch, send, get, managers } = setUp();
    await create({ size: 1, owner: 'jane' });
    const [entry] = get().metadata.managedFields ?? [];
    const renamed = { ...(entry as object), manager: 'heir' };
    await patch({ metadata: { managedFields: [renamed] } }, 'x');
    expect(managers()).toEqual(['heir Update']);
    await patch({ metadata: { managedFields: [{ manager: 'garbage' }] } }, 'x');
    expect(managers()).toEqual(['heir Update']);
    const { managedFields: _, ...metadata } = get().metadata;
    await send({ verb: 'update', name: 'a', body: { ...get(), metadata } });
    expect(managers()).toEqual(['heir Update']);
    await patch({ metadata: { managedFields: [] } }, 'x');
    expect(get().metadata).not.toHaveProperty('managedFields');
  });

  it('of a scale are noted with it', async () => {
    const { create, send, managers } = setUp();
    await create({ size: 1 });
    await send({
      verb: 'patch',
      name: 'a',
      subresource: 'scale',
      patchType: 'merge',
      body: { spec: { replicas: 4 } },
      options: { fieldManager: 'scaler' },
    });
    expect(managers()).toContain('scaler Update scale');
  });
});

describe('apply', () => {
  it('creates (201), merges (200), and prunes', async () => {
    const { apply, get, entries, clock } = setUp();
    expect((await apply({ size: 2, owner: 'jane' }, 'me')).code).toBe(201);
    expect(entries()).toMatchObject([
      { manager: 'me', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:size': {} } } },
    ]);
    const before = get();
    await clock.advance(60_000);
    expect((await apply({ size: 2, owner: 'jane' }, 'me')).code).toBe(200);
    expect(get()).toBe(before);
    await apply({ size: 2 }, 'me');
    expect(get()).toMatchObject({ spec: { size: 2 }, metadata: { generation: 2 } });
    expect((get() as unknown as { spec: object }).spec).not.toHaveProperty('owner');
  });

  it('is refused where it would take fields of others, unless by force', async () => {
    const { create, apply, get, managers } = setUp();
    await create({ size: 1 });
    const before = get();
    await expect(apply({ size: 2 }, 'me')).rejects.toMatchObject({
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "maker" using test.dev/v1: .spec.size',
    });
    expect(get()).toBe(before);
    await apply({ size: 2 }, 'me', { force: true });
    expect(managers()).toContain('me Apply');
    expect(get()).toMatchObject({ spec: { size: 2 } });
  });

  it('finds before-first-apply in its way on objects that nobody manages', async () => {
    const { server, apply } = setUp();
    await server.call(request({ verb: 'create', body: widget('a', { size: 1 }) }));
    await expect(apply({ size: 2 }, 'me')).rejects.toThrow(
      'conflict with "before-first-apply" using test.dev/v1',
    );
  });

  it('checks the version that it names', async () => {
    const { create, send } = setUp();
    await create({ size: 1 });
    const body = widget('a', { size: 1 }, { resourceVersion: '7' });
    const options = { fieldManager: 'me' };
    await expect(send({ verb: 'patch', name: 'a', patchType: 'apply', body, options })).rejects.toMatchObject(
      {
        code: 409,
        message: expect.stringContaining('the object has been modified'),
      },
    );
  });

  it('creates no subresource of nothing', async () => {
    const { apply } = setUp();
    await expect(apply({}, 'me', { subresource: 'status' })).rejects.toMatchObject({ code: 404 });
    await expect(apply({}, 'me', { subresource: 'scale' })).rejects.toMatchObject({ code: 404 });
  });

  it('is validated as any write, and leaves no trace when refused or dry', async () => {
    const { apply, send, get } = setUp();
    await expect(apply({ size: -1 }, 'me')).rejects.toMatchObject({ code: 422 });
    const options = { fieldManager: 'me', dryRun: true };
    const { object } = await send({
      verb: 'patch',
      name: 'a',
      patchType: 'apply',
      body: widget('a'),
      options,
    });
    expect(object.metadata.name).toBe('a');
    expect(get()).toBeUndefined();
  });
});
