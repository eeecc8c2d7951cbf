import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { resourceQuotas } from '.';

const kind = underTest(resourceQuotas);
const quota = (spec: object = {}) => kind.create({ spec });

describe('resource quotas', () => {
  it('take counts of any kind', () => {
    const hard = {
      pods: '4',
      'requests.cpu': '1',
      'count/deployments.apps': '2',
      'requests.nvidia.com/gpu': '1',
    };
    expect(kind.errors(quota({ hard }))).toEqual([]);
  });
  it.each<[string, object, string]>([
    [
      'an unknown resource',
      { hard: { gpus: '1' } },
      'spec.hard[gpus]: Invalid value: "gpus": must be a standard resource for quota',
    ],
    [
      'less than nothing',
      { hard: { pods: '-1' } },
      'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
    ],
    ['an unknown scope', { scopes: ['Best'] }, 'spec.scopes: Invalid value: ["Best"]: unsupported scope'],
    [
      'a scope that does not fit',
      { hard: { 'requests.cpu': '1' }, scopes: ['BestEffort'] },
      'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
    ],
    [
      'opposites',
      { scopes: ['Terminating', 'NotTerminating'] },
      'spec.scopes: Invalid value: ["Terminating","NotTerminating"]: conflicting scopes',
    ],
    [
      'no values',
      { scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In' }] } },
      "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(quota(spec))).toContain(text));
  it('keep their scopes', () => {
    expect(kind.updateErrors(quota({ scopes: ['BestEffort'] }), quota())).toEqual([
      'spec.scopes: Invalid value: ["BestEffort"]: field is immutable',
    ]);
  });
  it('have a row', () => {
    const hard = { 'requests.cpu': '1', pods: '4', 'limits.cpu': '2' };
    const used = { ...quota({ hard }), status: { hard, used: { pods: '1', 'limits.cpu': '500m' } } };
    expect(kind.row(used)).toEqual(['x', 'pods: 1/4, requests.cpu: 0/1', 'limits.cpu: 500m/2', '5m']);
  });
});
