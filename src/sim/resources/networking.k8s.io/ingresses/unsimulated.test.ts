import { describe, expect, it } from 'vitest';
import type { Ingress, IngressClass } from '@/kube/kinds';
import { unsimulatedWarnings } from './unsimulated';

const ingress = (...annotations: readonly string[]): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'a', annotations: Object.fromEntries(annotations.map((key) => [key, 'x'])) },
});
const nginx: IngressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'k8s.io/ingress-nginx' },
};

describe('an Ingress', () => {
  it('is told that nobody serves it', () => {
    expect(unsimulatedWarnings(ingress(), () => [])).toEqual([
      'Ingress: not simulated; no ingress controller serves it without the add-on ingress-nginx (docs/simulator-limits.md)',
    ]);
  });

  it('is told of annotations that change nothing', () => {
    const given = ingress(
      'nginx.ingress.kubernetes.io/canary',
      'nginx.ingress.kubernetes.io/rewrite-target',
      'example.com/whatever',
    );
    expect(unsimulatedWarnings(given, () => [nginx])).toEqual([
      'metadata.annotations[nginx.ingress.kubernetes.io/canary]: not simulated; the ingress controller here ignores it (docs/simulator-limits.md)',
    ]);
  });
});
