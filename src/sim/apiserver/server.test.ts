import { describe, expect, it } from 'vitest';
import type { KubeList, KubeObject } from '@/apimachinery';
import { createTestServer, request, widget } from './testing';

describe('the API server', () => {
  it('creates, reads, lists, updates and deletes', async () => {
    const { server } = createTestServer();
    const created = await server.call(request({ verb: 'create', body: widget('a') }));
    expect(created.code).toBe(201);
    expect(created.object).toMatchObject({
      metadata: {
        name: 'a',
        namespace: 'default',
        resourceVersion: '1',
        generation: 1,
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      spec: { size: 1 },
    });
    const read = await server.call(request({ verb: 'get', name: 'a' }));
    expect(read.object).toBe(created.object);
    const list = (await server.call(request({ verb: 'list' }))).object as KubeList;
    expect(list).toMatchObject({
      kind: 'WidgetList',
      metadata: { resourceVersion: '1' },
      items: [read.object],
    });
    const body = { ...read.object, spec: { size: 5 } } as KubeObject;
    const updated = await server.call(request({ verb: 'update', name: 'a', body }));
    expect(updated.object).toMatchObject({
      metadata: { resourceVersion: '2', generation: 2 },
      spec: { size: 5 },
    });
    const deleted = await server.call(request({ verb: 'delete', name: 'a' }));
    expect(deleted.object).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'a', kind: 'widgets' },
    });
    await expect(server.call(request({ verb: 'get', name: 'a' }))).rejects.toThrow(
      'widgets.test.dev "a" not found',
    );
  });
});
