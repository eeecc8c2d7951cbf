import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject } from '@/apimachinery';
import { RESOURCES } from '..';

/** What a write of that object makes the server say. */
function warned(kind: string, object: object, old?: object): string[] {
  const definition = RESOURCES.find((d) => d.kind === kind);
  if (!definition) throw new Error(`no kind ${kind}`);
  const { strategy } = definition;
  const warnings: string[] = [];
  const context = {
    now: '2026-01-01T00:00:00Z',
    rng: createRng(1),
    user: { name: 'admin', groups: [] },
    list: () => [],
    warn: (text: string) => void warnings.push(text),
  };
  const full = (of: object) =>
    strategy.defaults({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'a', namespace: 'default' },
      ...of,
    } as KubeObject);
  if (old) strategy.prepareForUpdate?.(full(object), full(old), context);
  else strategy.prepareForCreate?.(full(object), context);
  return warnings.map((text) => text.split(';')[0] ?? '');
}

const template = (more: object) => ({
  spec: { template: { spec: { containers: [{ name: 'c', image: 'x' }], ...more } } },
});
const taint = { key: 'a', effect: 'NoExecute' };
const close = { trafficDistribution: 'PreferClose' };

describe('a write of what is not simulated', () => {
  it.each<[string, object, object | undefined, string[]]>([
    ['Deployment', template({ hostPID: true }), undefined, ['spec.template.spec.hostPID: not simulated']],
    ['Deployment', template({ hostPID: true }), template({}), ['spec.template.spec.hostPID: not simulated']],
    [
      'Deployment',
      { metadata: { labels: {} }, ...template({ hostPID: true }) },
      template({ hostPID: true }),
      [],
    ],
    ['ReplicaSet', template({ hostPID: true }), undefined, ['spec.template.spec.hostPID: not simulated']],
    ['ReplicaSet', template({ hostPID: true }), template({}), ['spec.template.spec.hostPID: not simulated']],
    ['Pod', { spec: { containers: [], hostPID: true } }, undefined, ['spec.hostPID: not simulated']],
    ['Service', { spec: close }, undefined, ['spec.trafficDistribution: not simulated']],
    ['Service', { spec: close }, { spec: {} }, ['spec.trafficDistribution: not simulated']],
    ['Service', { spec: close }, { spec: close }, []],
    ['Node', { spec: { taints: [taint] } }, {}, ['spec.taints: not simulated']],
    ['Node', { spec: { taints: [taint], unschedulable: true } }, { spec: { taints: [taint] } }, []],
    ['Secret', { type: 'kubernetes.io/service-account-token' }, undefined, ['type: not simulated']],
    ['Secret', { data: {} }, undefined, []],
  ])('is told for a %s: %j after %j', (kind, object, old, expected) => {
    expect(warned(kind, object, old)).toEqual(expected);
  });
});
