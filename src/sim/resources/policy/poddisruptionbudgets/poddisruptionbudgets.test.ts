import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { podDisruptionBudgets } from '.';

const kind = underTest(podDisruptionBudgets);
const budget = (spec: object = {}) =>
  kind.create({ spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });

describe('pod disruption budgets', () => {
  it('are stored with nothing counted', () => {
    expect(budget({ minAvailable: 1 }).status).toEqual({
      currentHealthy: 0,
      desiredHealthy: 0,
      disruptionsAllowed: 0,
      expectedPods: 0,
    });
    expect(kind.errors(budget({ maxUnavailable: '50%' }))).toEqual([]);
  });
  it.each<[string, object, string]>([
    [
      'both bounds',
      { minAvailable: 1, maxUnavailable: 1 },
      'spec: Invalid value: {"selector":{"matchLabels":{"app":"web"}},"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
    ],
    [
      'less than nothing',
      { minAvailable: -1 },
      'spec.minAvailable: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'more than all',
      { maxUnavailable: '120%' },
      'spec.maxUnavailable: Invalid value: "120%": must not be greater than 100%',
    ],
    [
      'an unknown policy',
      { unhealthyPodEvictionPolicy: 'Never' },
      'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(budget(spec))).toContain(text));
  it('have a row', () => {
    expect(kind.row(budget({ minAvailable: '50%' }))).toEqual(['x', '50%', 'N/A', 0, '5m']);
    expect(kind.row(budget({ maxUnavailable: 1 })).slice(1, 3)).toEqual(['N/A', '1']);
  });
});
