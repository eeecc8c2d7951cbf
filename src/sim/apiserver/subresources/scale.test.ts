import { describe, expect, it } from 'vitest';
import { setUp, widget } from '../testing';

describe('scale', () => {
  it('shows and changes the replicas of its owner', async () => {
    const { create, send } = setUp();
    const { metadata } = await create(widget('a', { size: 2 }));
    const scale = await send({ verb: 'get', name: 'a', subresource: 'scale' });
    expect(scale).toMatchObject({
      kind: 'Scale',
      metadata: { name: 'a', uid: metadata.uid },
      spec: { replicas: 2 },
    });
    const body = { ...scale, spec: { replicas: 5 } };
    const scaled = await send({ verb: 'update', name: 'a', subresource: 'scale', body });
    expect(scaled).toMatchObject({ metadata: { resourceVersion: '2' }, spec: { replicas: 5 } });
    await send({ verb: 'patch', name: 'a', subresource: 'scale', body: { spec: { replicas: 1 } } });
    expect(await send({ verb: 'get', name: 'a' })).toMatchObject({
      spec: { size: 1 },
      metadata: { generation: 3 },
    });
  });

  it('refuses negative replicas and an old version', async () => {
    const { create, send } = setUp();
    await create(widget('a'));
    const negative = { metadata: { name: 'a' }, spec: { replicas: -1 } };
    await expect(send({ verb: 'update', name: 'a', subresource: 'scale', body: negative })).rejects.toThrow(
      'Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    const stale = { metadata: { name: 'a', resourceVersion: '77' }, spec: { replicas: 1 } };
    await expect(send({ verb: 'update', name: 'a', subresource: 'scale', body: stale })).rejects.toThrow(
      'Operation cannot be fulfilled on widgets.test.dev "a": the object has been modified',
    );
  });
});
