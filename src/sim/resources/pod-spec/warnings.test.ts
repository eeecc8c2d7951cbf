import { describe, expect, it } from 'vitest';
import type { PodSpec } from '@/kube/kinds';
import { podWarnings, templateWarnings } from './warnings';

const spec: PodSpec = {
  containers: [
    {
      name: 'c',
      env: [{ name: 'A' }, { name: 'A' }],
      ports: [{ containerPort: 80 }, { containerPort: 80 }],
      resources: { limits: { memory: '100m' } },
    },
  ],
  nodeSelector: { 'beta.kubernetes.io/os': 'linux' },
};

describe('warnings about pods', () => {
  it('tell what is hardly meant', () => {
    expect(podWarnings({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a.b' }, spec })).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
      'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
      'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
    ]);
  });
  it('say nothing about an ordinary template', () => {
    expect(templateWarnings({ spec: { containers: [{ name: 'c', image: 'x' }] } })).toEqual([]);
  });
});
