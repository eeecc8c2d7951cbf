import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { limitRanges } from '.';

const kind = underTest(limitRanges);
const range = (...limits: object[]) => kind.create({ spec: { limits } });
const container = (more: object) => range({ type: 'Container', ...more });

describe('limit ranges', () => {
  it('derive what a container gets', () => {
    expect(container({ max: { cpu: '1' }, min: { cpu: '100m', memory: '1Mi' } }).spec?.limits[0]).toEqual({
      type: 'Container',
      max: { cpu: '1' },
      min: { cpu: '100m', memory: '1Mi' },
      default: { cpu: '1' },
      defaultRequest: { cpu: '1', memory: '1Mi' },
    });
    expect(range({ type: 'Pod', max: { cpu: '1' } }).spec?.limits[0]).not.toHaveProperty('default');
  });
  it.each<[string, object[], string]>([
    [
      'an unknown type',
      [{ type: 'Node' }],
      'spec.limits[0].type: Invalid value: "Node": must be a standard limit type or fully qualified',
    ],
    ['a type twice', [{ type: 'Pod' }, { type: 'Pod' }], 'spec.limits[1].type: Duplicate value: "Pod"'],
    [
      'a default for pods',
      [{ type: 'Pod', default: { cpu: '1' } }],
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
    ],
    [
      'more at least than at most',
      [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }],
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
    ],
    [
      'a default above the maximum',
      [{ type: 'Container', default: { cpu: '2' }, max: { cpu: '1' } }],
      'spec.limits[0].default[cpu]: Invalid value: "1": default value 2 is greater than max value 1',
    ],
    [
      'a request above the limit',
      [{ type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '2' } }],
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1',
    ],
    [
      'a ratio that cannot be',
      [{ type: 'Container', min: { cpu: '1' }, max: { cpu: '2' }, maxLimitRequestRatio: { cpu: '4' } }],
      'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 2.000000',
    ],
    [
      'claims without a size',
      [{ type: 'PersistentVolumeClaim' }],
      'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    ],
  ])('are refused with %s', (_, limits, text) => expect(kind.errors(range(...limits))).toContain(text));
  it('may name a resource like a method of every object', () => {
    const named = {
      type: 'example.com/x',
      min: { 'example.com/constructor': '1' },
      max: { constructor: '1' },
    };
    expect(() => kind.errors(range(named))).not.toThrow();
  });
  it('have a row', () => expect(kind.row(range())).toEqual(['x', '2026-01-01T00:00:00Z']));
});
