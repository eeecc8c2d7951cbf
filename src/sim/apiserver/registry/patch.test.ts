import { describe, expect, it } from 'vitest';
import { setUp, widget } from '../testing';

describe('patch', () => {
  it('applies a merge patch to the newest version and to a named one only if it is the newest', async () => {
    const { create, send } = setUp();
    const first = await create(widget('a'));
    const patched = await send({ verb: 'patch', name: 'a', body: { spec: { size: 4 } } });
    expect(patched).toMatchObject({ spec: { size: 4 }, metadata: { generation: 2 } });
    const stale = { metadata: { resourceVersion: first.metadata.resourceVersion }, spec: { size: 5 } };
    await expect(send({ verb: 'patch', name: 'a', body: stale })).rejects.toThrow(
      'the object has been modified',
    );
  });

  it('fills defaults for what a patch removes', async () => {
    const { create, send } = setUp();
    await create(widget('a', { size: 7 }));
    expect(await send({ verb: 'patch', name: 'a', body: { spec: null } })).toMatchObject({
      spec: { size: 1 },
    });
  });

  it('leaves no empty collections behind', async () => {
    const { create, send } = setUp();
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
    await create(widget('a', {}, { ownerReferences: [owner], labels: { a: 'b' }, annotations: {} }));
    const body = { metadata: { ownerReferences: [], labels: { a: null } } };
    const { metadata } = await send({ verb: 'patch', name: 'a', body });
    for (const key of ['ownerReferences', 'labels', 'annotations']) expect(metadata).not.toHaveProperty(key);
  });

  it('applies JSON patches, and status patches to the status alone', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const json = [{ op: 'replace', path: '/spec/size', value: 6 }];
    await send({ verb: 'patch', patchType: 'json', name: 'a', body: json });
    const body = { spec: { size: 1 }, status: { ready: true } };
    const patched = await send({ verb: 'patch', name: 'a', subresource: 'status', body });
    expect(patched).toMatchObject({ spec: { size: 6 }, status: { ready: true } });
  });

  it('refuses to rename and to patch what is not there', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const rename = { metadata: { name: 'b' } };
    await expect(send({ verb: 'patch', name: 'a', body: rename })).rejects.toThrow(
      'the name of the object (b) does not match the name on the URL (a)',
    );
    await expect(send({ verb: 'patch', name: 'x', body: {} })).rejects.toThrow(
      'widgets.test.dev "x" not found',
    );
  });
});
