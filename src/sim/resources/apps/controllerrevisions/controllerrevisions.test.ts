import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { controllerRevisions } from '.';

const kind = underTest(controllerRevisions);
const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 'u', controller: true };

describe('controller revisions', () => {
  it('need data that never changes', () => {
    expect(kind.errors(kind.make({ revision: -1 }))).toEqual([
      'data: Required value: data is mandatory',
      'revision: Invalid value: -1: must be greater than or equal to 0',
    ]);
    const old = kind.make({ revision: 1, data: { a: 1 } });
    expect(kind.updateErrors(kind.make({ revision: 2, data: { a: 2 } }), old)).toEqual([
      'data: Invalid value: {"a":2}: field is immutable',
    ]);
  });
  it('have a row', () => {
    expect(kind.row(kind.make({ revision: 3 }, { ownerReferences: [owner] }))).toEqual([
      'x',
      'statefulset.apps/web',
      3,
      '5m',
    ]);
    expect(kind.row(kind.make({ revision: 3 }))[1]).toBe('<none>');
  });
});
