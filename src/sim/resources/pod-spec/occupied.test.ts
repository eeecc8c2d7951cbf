import { expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '@/kube/kinds';
import { occupiedSpec } from './occupied';

const amounts = (cpu: string) => ({ requests: { cpu }, limits: { cpu } });

function podOf(wanted: string, status: { granted: string; has: string } | undefined, reason?: string): Pod {
  const told = status && {
    name: 'app',
    allocatedResources: { cpu: status.granted },
    resources: amounts(status.has),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', resources: amounts(wanted) }] },
    status: {
      ...(told ? { containerStatuses: [told as unknown as ContainerStatus] } : {}),
      ...(reason ? { conditions: [{ type: 'PodResizePending', status: 'True', reason }] } : {}),
    },
  };
}

it.each<[string, Pod, string, string]>([
  ['what it asks for before its node tells of it', podOf('1', undefined), '1', '1'],
  ['more than it has, while that is to come', podOf('3', { granted: '1', has: '1' }, 'Deferred'), '3', '3'],
  [
    'no more than it has, when the rest never comes',
    podOf('99', { granted: '1', has: '1' }, 'Infeasible'),
    '1',
    '1',
  ],
  ['what it still has, while it gives it back', podOf('500m', { granted: '500m', has: '2' }), '2', '2'],
  ['what it was granted, while it has less', podOf('1', { granted: '3', has: '2' }, 'Deferred'), '3', '2'],
])('a pod takes %s', (_what, pod, requests, limits) => {
  expect(occupiedSpec(pod).containers[0]?.resources).toEqual({
    requests: { cpu: requests },
    limits: { cpu: limits },
  });
});

it('a pod that has what it asks for keeps its spec', () => {
  const pod = podOf('1', { granted: '1', has: '1' });
  expect(occupiedSpec(pod)).toBe(pod.spec);
});
