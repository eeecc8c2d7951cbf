import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { persistentVolumeClaims } from '.';

const kind = underTest(persistentVolumeClaims);
const claim = (spec: object = {}, status?: object) => ({
  ...kind.create({
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  }),
  ...(status ? { status } : {}),
});
const size = (storage: string) => ({ resources: { requests: { storage } } });
const bound = {
  phase: 'Bound',
  capacity: { storage: '1Gi' },
  accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
};

describe('persistent volume claims', () => {
  it('are stored as a real cluster shows them', () => {
    expect(claim()).toMatchObject({ spec: { volumeMode: 'Filesystem' }, status: { phase: 'Pending' } });
  });
  it.each<[string, object, string]>([
    [
      'no access mode',
      { accessModes: [] },
      'spec.accessModes: Required value: at least 1 access mode is required',
    ],
    [
      'an unknown access mode',
      { accessModes: ['RWO'] },
      'spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    ],
    [
      'one pod and many',
      { accessModes: ['ReadWriteOncePod', 'ReadWriteMany'] },
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
    ],
    ['no size', { resources: {} }, 'spec.resources[storage]: Required value'],
    ['size zero', size('0'), 'spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    [
      'an unknown mode',
      { volumeMode: 'Tape' },
      'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(claim(spec))).toContain(text));
  it('change nothing but, when bound, their size', () => {
    const text =
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    expect(kind.updateErrors(claim(size('2Gi')), claim())[0]).toContain(`${text}\n@@ `);
    expect(kind.updateErrors(claim(size('2Gi'), bound), claim({}, bound))).toEqual([]);
    expect(kind.updateErrors(claim({ volumeName: 'pv-1' }), claim())).toEqual([]);
    expect(kind.updateErrors(claim(size('1Mi'), bound), claim({}, bound))).toEqual([
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ]);
  });
  it('have a row', () => {
    expect(kind.row(claim({ storageClassName: 'standard' }))).toEqual([
      'x',
      'Pending',
      '',
      '',
      '',
      'standard',
      '<unset>',
      '5m',
      'Filesystem',
    ]);
    expect(kind.row(claim({ volumeName: 'pv-1' }, bound)).slice(1, 5)).toEqual([
      'Bound',
      'pv-1',
      '1Gi',
      'RWO,ROX',
    ]);
  });
});
