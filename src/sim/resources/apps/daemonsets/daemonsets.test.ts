import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { daemonSets } from '.';

const labels = { app: 'agent' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'fluentd' }] } };
const kind = underTest(daemonSets);
const daemonSet = (spec: object = {}) =>
  kind.create({ spec: { selector: { matchLabels: labels }, template, ...spec } });
const GENERATION = 'deprecated.daemonset.template.generation';

describe('daemon sets', () => {
  it('are stored as a real cluster shows them', () => {
    expect(daemonSet()).toMatchObject({
      metadata: { annotations: { [GENERATION]: '1' } },
      spec: {
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      },
      status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
    });
    expect(daemonSet({ updateStrategy: { type: 'OnDelete' } }).spec?.updateStrategy).toEqual({
      type: 'OnDelete',
    });
  });
  it('count the changes of their template', () => {
    const old = daemonSet();
    const other = { ...template, spec: { containers: [{ name: 'c', image: 'fluentd:2' }] } };
    const { annotations: _, ...metadata } = old.metadata;
    expect(kind.update({ ...daemonSet({ template: other }), metadata }, old).metadata.annotations).toEqual({
      [GENERATION]: '2',
    });
    expect(kind.update({ ...old, metadata }, old).metadata.annotations).toEqual({ [GENERATION]: '1' });
  });
  const rolling = (rollingUpdate: object) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
  it.each<[string, object, string]>([
    [
      'an empty selector',
      { selector: {} },
      'spec.selector: Invalid value: {}: empty selector is invalid for daemonset',
    ],
    [
      'a selector beside the template',
      { selector: { matchLabels: { a: 'b' } } },
      'spec.template.metadata.labels: Invalid value: {"app":"agent"}: `selector` does not match template `labels`',
    ],
    [
      'a deadline',
      { template: { ...template, spec: { ...template.spec, activeDeadlineSeconds: 5 } } },
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported',
    ],
    [
      'no way to roll',
      rolling({ maxUnavailable: 0 }),
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    ],
    [
      'two ways to roll',
      rolling({ maxUnavailable: 1, maxSurge: '10%' }),
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero',
    ],
    [
      'more than all',
      rolling({ maxUnavailable: '101%' }),
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(daemonSet(spec))).toContain(text));
  it('keep their selector', () => {
    const changed = daemonSet({ selector: { matchLabels: { a: 'b' } } });
    expect(kind.updateErrors(changed, daemonSet())).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: field is immutable',
    ]);
  });
  it('have a row', () => {
    expect(kind.row(daemonSet())).toEqual(['x', 0, 0, 0, 0, 0, '<none>', '5m', 'c', 'fluentd', 'app=agent']);
  });
});
