/** Server-side apply as https://kubernetes.io/docs/reference/using-api/server-side-apply/ tells it. */
import { describe, expect, it } from 'vitest';
import { ApplyConflicts } from './conflicts';
import { hasPath, pathsOf } from './field-set';
import { isReset, managerId, readManagers, writeManagers } from './managers';
import { path, Subject } from './testing';

const REPLICAS = path('spec', 'replicas');
const spec = (fields: object) => ({ spec: fields });

function conflictOf(act: () => unknown): ApplyConflicts {
  try {
    act();
  } catch (error) {
    if (error instanceof ApplyConflicts) return error;
    throw error;
  }
  throw new Error('no conflict');
}

describe('ownership', () => {
  it('is of what the configuration says, and of nothing else', () => {
    const it = new Subject({ spec: { strategy: { type: 'x' } } });
    it.apply('a', { metadata: { name: 'n', labels: { l: '1' } }, ...spec({ replicas: 1 }) });
    expect(pathsOf(it.fieldsOf('a') ?? {})).toEqual([path('metadata', 'labels', 'l'), REPLICAS]);
  });

  it('is shared by managers that apply the same value', () => {
    const it = new Subject();
    it.apply('a', spec({ replicas: 1 }));
    expect(it.apply('b', spec({ replicas: 1 }))).not.toHaveProperty('object');
    expect([hasPath(it.fieldsOf('a') ?? {}, REPLICAS), hasPath(it.fieldsOf('b') ?? {}, REPLICAS)]).toEqual([
      true,
      true,
    ]);
  });

  it('goes from one to another without a change when one gives up what both have', () => {
    const it = new Subject({ spec: { replicas: 3 } }, 'autoscaler');
    it.apply('deployer', spec({ replicas: 3, args: ['x'] }));
    it.apply('deployer', spec({ args: ['x'] }));
    expect(it.object).toEqual(spec({ replicas: 3, args: ['x'] }));
    expect(it.fieldsOf('autoscaler')).toMatchObject({ 'f:spec': { 'f:replicas': {} } });
    expect(hasPath(it.fieldsOf('deployer') ?? {}, REPLICAS)).toBe(false);
  });

  it('goes to whoever updates a field', () => {
    const it = new Subject();
    it.apply('a', spec({ replicas: 1, args: ['x'] }));
    it.update('scaler', spec({ replicas: 5, args: ['x'] }));
    expect(pathsOf(it.fieldsOf('a') ?? {})).toEqual([path('spec', 'args')]);
    expect(pathsOf(it.fieldsOf('scaler') ?? {})).toEqual([REPLICAS]);
  });

  it('ends with the field', () => {
    const it = new Subject();
    it.apply('a', spec({ replicas: 1 }));
    it.update('u', { spec: {} });
    expect(it.managers.size).toBe(0);
  });

  it('keeps the time of who did nothing', () => {
    const it = new Subject();
    it.apply('a', spec({ replicas: 1 }));
    const before = writeManagers(it.managers);
    it.apply('a', spec({ replicas: 1 }));
    it.update('u', spec({ replicas: 1 }));
    expect(writeManagers(it.managers)).toEqual(before);
  });
});

describe('removal', () => {
  it.each([
    [
      'a field that nobody else has',
      spec({ replicas: 1, args: ['x'] }),
      spec({ args: ['x'] }),
      spec({ args: ['x'] }),
    ],
    [
      'an item of a list map',
      spec({ items: [{ name: 'a' }, { name: 'b' }] }),
      spec({ items: [{ name: 'b' }] }),
      spec({ items: [{ name: 'b' }] }),
    ],
    [
      'a field of an item',
      spec({ items: [{ name: 'a', image: 'x' }] }),
      spec({ items: [{ name: 'a' }] }),
      spec({ items: [{ name: 'a' }] }),
    ],
    [
      'a value of a set',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: ['a'] } },
    ],
    [
      'the last map entry, and the map',
      { metadata: { name: 'n', labels: { l: '1' } } },
      { metadata: { name: 'n' } },
      { metadata: { name: 'n' } },
    ],
    [
      'an atomic map',
      spec({ replicas: 1, selector: { a: 'b' } }),
      spec({ replicas: 1 }),
      spec({ replicas: 1 }),
    ],
  ])('takes %s', (_, first, second, expected) => {
    const it = new Subject();
    it.apply('a', first);
    it.apply('a', second);
    expect(it.object).toEqual(expected);
  });

  it('leaves what another applier or updater has', () => {
    const it = new Subject();
    const both = { metadata: { labels: { a: '1', b: '1' } }, spec: { items: [{ name: 'x', image: 'i' }] } };
    it.apply('one', both);
    it.apply('two', { spec: { items: [{ name: 'x' }] } });
    it.update('user', { ...both, metadata: { labels: { a: '2', b: '1' } } });
    it.apply('one', { metadata: { labels: {} } });
    expect(it.object).toEqual({ metadata: { labels: { a: '2' } }, spec: { items: [{ name: 'x' }] } });
  });

  it('takes an item that only the applier has, with what others put into it', () => {
    const it = new Subject();
    it.apply('a', spec({ items: [{ name: 'x' }, { name: 'y' }] }));
    it.update('u', spec({ items: [{ name: 'x', image: 'i' }, { name: 'y' }] }));
    it.apply('a', spec({ items: [{ name: 'y' }] }));
    expect(it.object).toEqual(spec({ items: [{ name: 'y' }] }));
    expect(it.fieldsOf('u')).toBeUndefined();
  });

  it('leaves defaults that nobody manages', () => {
    const it = new Subject();
    it.apply('a', spec({ items: [{ name: 'x' }], replicas: 1 }));
    it.object = spec({ items: [{ name: 'x' }], replicas: 1, strategy: { type: 'Default' } });
    it.apply('a', spec({ items: [{ name: 'x' }] }));
    expect(it.object).toEqual(spec({ items: [{ name: 'x' }], strategy: { type: 'Default' } }));
  });
});

describe('conflicts', () => {
  it('are told in upstream’s words', () => {
    const it = new Subject({ spec: { replicas: 1, args: ['x'] } }, 'kubectl-client-side-apply');
    const one = conflictOf(() => it.apply('me', spec({ replicas: 2 })));
    expect(one.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using test.dev/v1: .spec.replicas',
    );
    it.apply('other', spec({ args: ['x'] }));
    const two = conflictOf(() => it.apply('me', spec({ replicas: 2, args: ['y'] })));
    expect(two.message).toBe(
      [
        'Apply failed with 3 conflicts: conflicts with "kubectl-client-side-apply" using test.dev/v1:',
        '- .spec.args',
        '- .spec.replicas',
        'conflicts with "other":',
        '- .spec.args',
      ].join('\n'),
    );
    expect(one.status.status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-client-side-apply" using test.dev/v1',
            field: '.spec.replicas',
          },
        ],
      },
    });
  });

  it('are none when forced: the fields change hands', () => {
    const it = new Subject({ spec: { replicas: 1, args: ['x'] } }, 'u');
    it.apply('me', spec({ replicas: 2 }), { force: true });
    expect(it.object).toEqual(spec({ replicas: 2, args: ['x'] }));
    expect(hasPath(it.fieldsOf('u') ?? {}, REPLICAS)).toBe(false);
    expect(hasPath(it.fieldsOf('me') ?? {}, REPLICAS)).toBe(true);
  });

  it('are none over what client-side apply wrote and nobody changed since', () => {
    const lastApplied = spec({ replicas: 1, args: ['x'] });
    const it = new Subject(lastApplied, 'kubectl-client-side-apply');
    it.apply('kubectl', spec({ replicas: 2 }), { lastApplied });
    expect(it.object).toEqual(spec({ replicas: 2, args: ['x'] }));
    it.update('scaler', spec({ replicas: 9, args: ['x'] }));
    const { message } = conflictOf(() =>
      it.apply('kubectl', spec({ replicas: 2, args: ['y'] }), { lastApplied }),
    );
    expect(message).toBe(
      'Apply failed with 1 conflict: conflict with "scaler" using test.dev/v1: .spec.replicas',
    );
  });

  it('change nothing', () => {
    const it = new Subject({ spec: { replicas: 1 } }, 'u');
    const before = [it.object, writeManagers(it.managers)];
    conflictOf(() => it.apply('me', spec({ replicas: 2, args: ['y'] })));
    expect([it.object, writeManagers(it.managers)]).toEqual(before);
  });
});

describe('entries', () => {
  it('name managers as upstream does', () => {
    const manager = { manager: 'm', apiVersion: 'v1' };
    expect(managerId({ ...manager, operation: 'Apply' })).toBe('{"manager":"m","operation":"Apply"}');
    expect(managerId({ ...manager, operation: 'Update', subresource: 'status' })).toBe(
      '{"manager":"m","operation":"Update","apiVersion":"v1","subresource":"status"}',
    );
  });

  it('stand by operation, then time', () => {
    const it = new Subject({ spec: { replicas: 1 } }, 'z');
    it.update('y', spec({ replicas: 1, args: ['x'] }));
    it.apply('x', spec({ selector: { a: 'b' } }));
    const entries = writeManagers(it.managers) ?? [];
    expect(entries).toMatchObject([
      { manager: 'x', operation: 'Apply' },
      { manager: 'z', operation: 'Update' },
      { manager: 'y', operation: 'Update' },
    ]);
    expect(writeManagers(readManagers(JSON.parse(JSON.stringify(entries))) ?? new Map())).toEqual(entries);
  });

  it('of updaters beyond ten are joined, the oldest first', () => {
    const it = new Subject();
    const labels: Record<string, string> = {};
    for (let i = 0; i < 13; i++) {
      labels[`l${i}`] = '1';
      it.update(`m${String(i).padStart(2, '0')}`, { metadata: { labels: { ...labels } } });
    }
    expect(it.managers.size).toBe(10);
    expect(pathsOf(it.fieldsOf('ancient-changes') ?? {}).length).toBeGreaterThanOrEqual(4);
    expect(it.fieldsOf('m12')).toEqual({ 'f:metadata': { 'f:labels': { 'f:l12': {} } } });
  });

  it('that can’t be understood are no managers', () => {
    const entry = {
      manager: 'm',
      operation: 'Update',
      apiVersion: 'v1',
      fieldsType: 'FieldsV1',
      fieldsV1: {},
    };
    expect(readManagers([entry])?.size).toBe(1);
    for (const wrong of [
      { operation: 'Patch' },
      { apiVersion: '' },
      { fieldsType: 'V2' },
      { fieldsV1: { x: 1 } },
    ]) {
      expect(readManagers([{ ...entry, ...wrong }])).toBeUndefined();
    }
    expect([isReset([]), isReset([{}]), isReset([entry]), isReset(undefined)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
