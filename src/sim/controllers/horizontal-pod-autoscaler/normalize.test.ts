/** What stands between the size that metrics ask for and the one that the target gets. */
import { describe, expect, it } from 'vitest';
import { History } from './history';
import { normalize } from './normalize';
import { autoscaler, decided, NOW, times } from './testing/sketch';
import type { Rules, Spec } from './types';

describe('limits', () => {
  const rules = (rule: Partial<Rules>): Rules => ({
    selectPolicy: 'Max',
    stabilizationWindowSeconds: 0,
    ...rule,
  });
  const pods = (value: number) => ({ type: 'Pods', value, periodSeconds: 60 });
  const percent = (value: number) => ({ type: 'Percent', value, periodSeconds: 60 });
  const up = (scaleUp: Partial<Rules>): Partial<Spec> => ({
    maxReplicas: 100,
    behavior: { scaleUp: rules(scaleUp), scaleDown: rules({ policies: [percent(100)] }) },
  });
  const down = (scaleDown: Partial<Rules>): Partial<Spec> => ({
    maxReplicas: 100,
    behavior: { scaleUp: rules({ policies: [percent(100)] }), scaleDown: rules(scaleDown) },
  });

  it.each<[string, Partial<Spec>, [number, number], number, string]>([
    ['nothing stands against it', {}, [2, 4], 4, 'DesiredWithinRange'],
    ['there is a most', { maxReplicas: 5 }, [3, 9], 5, 'TooManyReplicas'],
    ['there is a least', { minReplicas: 3 }, [4, 1], 3, 'TooFewReplicas'],
    ['without a behavior a target at most doubles', { maxReplicas: 100 }, [10, 50], 20, 'ScaleUpLimit'],
    ['or gets four', { maxReplicas: 100 }, [1, 50], 4, 'ScaleUpLimit'],
    ['pods at a time', up({ policies: [pods(3)] }), [10, 50], 13, 'ScaleUpLimit'],
    ['the larger of two policies', up({ policies: [pods(3), percent(50)] }), [10, 50], 15, 'ScaleUpLimit'],
    [
      'or the smaller',
      up({ selectPolicy: 'Min', policies: [pods(3), percent(50)] }),
      [10, 50],
      13,
      'ScaleUpLimit',
    ],
    ['or neither', up({ selectPolicy: 'Disabled', policies: [pods(3)] }), [10, 50], 10, 'ScaleUpLimit'],
    ['fewer at a time', down({ policies: [pods(2)] }), [10, 1], 8, 'ScaleDownLimit'],
    ['the faster way down', down({ policies: [pods(2), percent(50)] }), [10, 1], 5, 'ScaleDownLimit'],
    [
      'or the slower',
      down({ selectPolicy: 'Min', policies: [pods(2), percent(50)] }),
      [10, 1],
      8,
      'ScaleDownLimit',
    ],
    ['or none', down({ selectPolicy: 'Disabled', policies: [pods(2)] }), [10, 1], 10, 'ScaleDownLimit'],
  ])('%s', (_, spec, [current, desired], replicas, reason) => {
    const full = autoscaler(spec).spec as Spec;
    const wish = { spec: full, current, desired, history: new History(), nowMs: NOW };
    const { scalingLimited, ...rest } = normalize(wish);
    expect([rest.replicas, scalingLimited.reason]).toEqual([replicas, reason]);
    expect(scalingLimited.status).toBe(replicas === desired ? 'False' : 'True');
  });

  it('count what was done in their period', () => {
    const spec = autoscaler(up({ policies: [pods(4)] })).spec as Spec;
    const history = new History();
    history.scaled(3, NOW - 30_000);
    history.scaled(5, NOW - 90_000);
    expect(normalize({ spec, current: 10, desired: 50, history, nowMs: NOW }).replicas).toBe(11);
  });
  it('wait for the window of their direction', () => {
    const history = new History();
    history.recommend(9, NOW - 200_000);
    history.recommend(6, NOW - 50_000);
    const byDefault = autoscaler({}).spec as Spec;
    expect(normalize({ spec: byDefault, current: 9, desired: 2, history, nowMs: NOW })).toMatchObject({
      replicas: 9,
      ableToScale: { reason: 'ScaleDownStabilized' },
    });
    const quick = autoscaler(down({ stabilizationWindowSeconds: 60, policies: [percent(100)] })).spec as Spec;
    expect(normalize({ spec: quick, current: 9, desired: 2, history, nowMs: NOW }).replicas).toBe(6);
    const slow = autoscaler(up({ stabilizationWindowSeconds: 60, policies: [percent(900)] })).spec as Spec;
    expect(normalize({ spec: slow, current: 5, desired: 20, history, nowMs: NOW })).toMatchObject({
      replicas: 6,
      ableToScale: { reason: 'ScaleUpStabilized' },
    });
  });
  it('tolerate what a behavior says', async () => {
    const behavior = {
      scaleUp: { ...rules({ policies: [percent(100)] }), tolerance: '0.05' },
      scaleDown: rules({ policies: [percent(100)] }),
    };
    expect((await decided({ behavior }, times(10, { cpu: 54 }))).desired).toBe(10);
    expect((await decided({ behavior, maxReplicas: 20 }, times(10, { cpu: 54 }))).desired).toBe(11);
  });
});
