/** What Kubernetes 1.32's Go types say of lists and maps, as server-side apply sees it. */
import { describe, expect, it } from 'vitest';
import { type MergeType, typedErrors } from '@/apimachinery/managed-fields';
import { mergeType } from './merge-type';

const of = (apiVersion: string, kind: string): MergeType => {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return mergeType({ group, version, kind });
};

/** The type at a path; "*" is a list's item or a map's entry. */
function at(type: MergeType | undefined, path: string): MergeType | undefined {
  return path.split('.').reduce<MergeType | undefined>((parent, name) => {
    if (parent?.kind === 'list') return parent.item();
    if (parent?.kind !== 'map') return undefined;
    return name === '*' ? parent.entry() : parent.field(name);
  }, type);
}

function told(type: MergeType | undefined): string {
  switch (type?.kind) {
    case 'list': {
      const keys = type.keys.map(({ name, preset }) => (preset === undefined ? name : `${name}=${preset}`));
      return `${type.relation}${keys.length > 0 ? ` by ${keys.join(', ')}` : ''}`;
    }
    case 'map':
      return type.atomic ? 'atomic' : 'granular';
    case 'scalar':
      return type.of;
    default:
      return type?.kind ?? 'nothing';
  }
}

const POD = 'spec.template.spec';

describe('merge types', () => {
  it.each([
    ['apps/v1', 'Deployment', 'spec.replicas', 'numeric'],
    ['apps/v1', 'Deployment', 'spec.paused', 'boolean'],
    ['apps/v1', 'Deployment', 'spec.selector', 'atomic'],
    ['apps/v1', 'Deployment', 'spec.strategy', 'granular'],
    ['apps/v1', 'Deployment', 'spec.strategy.rollingUpdate.maxSurge', 'untyped'],
    ['apps/v1', 'Deployment', 'metadata.labels', 'granular'],
    ['apps/v1', 'Deployment', 'metadata.labels.*', 'string'],
    ['apps/v1', 'Deployment', 'metadata.finalizers', 'set'],
    ['apps/v1', 'Deployment', 'metadata.ownerReferences', 'map by uid'],
    ['apps/v1', 'Deployment', 'metadata.ownerReferences.*', 'atomic'],
    ['apps/v1', 'Deployment', 'status.conditions', 'map by type'],
    ['apps/v1', 'Deployment', `${POD}.nodeSelector`, 'atomic'],
    ['apps/v1', 'Deployment', `${POD}.containers`, 'map by name'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.args`, 'atomic'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.env`, 'map by name'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.env.*.valueFrom.secretKeyRef`, 'atomic'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.ports`, 'map by containerPort, protocol=TCP'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.resources.limits`, 'granular'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.resources.limits.*`, 'untyped'],
    ['apps/v1', 'Deployment', `${POD}.containers.*.volumeMounts`, 'map by mountPath'],
    ['apps/v1', 'Deployment', `${POD}.tolerations`, 'atomic'],
    ['apps/v1', 'Deployment', `${POD}.volumes`, 'map by name'],
    ['apps/v1', 'Deployment', `${POD}.imagePullSecrets.*`, 'atomic'],
    ['v1', 'Service', 'spec.ports', 'map by port, protocol=TCP'],
    ['v1', 'Service', 'spec.selector', 'atomic'],
    ['v1', 'ConfigMap', 'data', 'granular'],
    ['v1', 'Secret', 'data.*', 'string'],
    ['v1', 'PersistentVolume', 'spec.claimRef', 'granular'],
    ['v1', 'Endpoints', 'subsets', 'atomic'],
    ['networking.k8s.io/v1', 'Ingress', 'spec.rules', 'atomic'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'subjects', 'atomic'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'roleRef', 'atomic'],
    ['example.com/v1', 'Thing', 'spec', 'nothing'],
  ])('%s %s %s: %s', (apiVersion, kind, path, expected) => {
    expect(told(at(of(apiVersion, kind), path))).toBe(expected);
  });

  it('leave kinds without a Go type to their values', () => {
    expect(told(of('example.com/v1', 'Thing'))).toBe('deduced');
  });

  it('tell what a kind has not', () => {
    const spec = { containers: [{ name: 'a', imige: 'x' }] };
    expect(typedErrors({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }, of('v1', 'Pod'))).toBe(
      '.spec.containers[name="a"].imige: field not declared in schema',
    );
  });
});
