import { expect, it } from 'vitest';
import { nonZeroRequests, podRequests } from './resources';

it('what a pod asks for as a whole goes before what its containers ask for', () => {
  const spec = {
    containers: [{ name: 'c', image: 'x', resources: { requests: { cpu: '500m', 'nvidia.com/gpu': '1' } } }],
    resources: { requests: { cpu: '2', memory: '1Gi' } },
    overhead: { cpu: '100m' },
  };
  expect(podRequests(spec)).toEqual({ cpu: 2100, memory: 2 ** 30, 'nvidia.com/gpu': 1 });
  expect(nonZeroRequests(spec)).toMatchObject({ cpu: 2100, memory: 2 ** 30 });
});
