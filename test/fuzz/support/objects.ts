/** A valid object of each kind, and what becomes of it: grafted, rewired, written badly. */
import type { Rng } from '@/apimachinery';
import type { ResourceDefinition } from '@/sim/resources/definition';
import { goTypeOf } from '@/sim/schemas/names';
import { structType, type TypeRef } from '@/sim/schemas/types';
import { chance, oddText, oddValue, pick, typedStruct, typedValue } from './values';

const labels = { app: 'a' };
const selector = { matchLabels: labels };
const containers = [{ name: 'c', image: 'nginx:1.29', ports: [{ containerPort: 80 }] }];
const template = { metadata: { labels }, spec: { containers } };
const jobTemplate = { spec: { restartPolicy: 'Never', containers } };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };

/** What a valid object has besides its kind and name; kinds that are not here need nothing. */
const BASES: Readonly<Record<string, object>> = {
  Pod: { spec: { containers } },
  Service: { spec: { selector: labels, ports: [{ port: 80 }] } },
  ConfigMap: { data: { a: '1' } },
  Secret: { stringData: { a: '1' } },
  ReplicationController: { spec: { replicas: 1, selector: labels, template } },
  PodTemplate: { template },
  Deployment: { spec: { replicas: 2, selector, template } },
  ReplicaSet: { spec: { replicas: 1, selector, template } },
  StatefulSet: { spec: { replicas: 1, serviceName: 'a', selector, template } },
  DaemonSet: { spec: { selector, template } },
  ControllerRevision: { revision: 1, data: { a: 1 } },
  Job: { spec: { template: jobTemplate } },
  CronJob: { spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: jobTemplate } } } },
  Role: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ClusterRole: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  RoleBinding: { roleRef, subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }] },
  ClusterRoleBinding: { roleRef },
  Ingress: { spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } } },
  IngressClass: { spec: { controller: 'example.com/c' } },
  NetworkPolicy: { spec: { podSelector: selector } },
  PersistentVolume: {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/d' } },
  },
  PersistentVolumeClaim: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  StorageClass: { provisioner: 'example.com/p' },
  CSIDriver: { spec: {} },
  CSINode: { spec: { drivers: [] } },
  CSIStorageCapacity: { storageClassName: 'a' },
  VolumeAttachment: { spec: { attacher: 'a', nodeName: 'node01', source: { persistentVolumeName: 'a' } } },
  PriorityClass: { value: 5 },
  RuntimeClass: { handler: 'a' },
  LimitRange: { spec: { limits: [{ type: 'Container', max: { cpu: '4' } }] } },
  ResourceQuota: { spec: { hard: { services: '1000' } } },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector } },
  HorizontalPodAutoscaler: {
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
  },
  EndpointSlice: { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ port: 80 }] },
  Endpoints: { subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }] },
  Event: { involvedObject: { namespace: 'default' }, reason: 'R', message: 'm', type: 'Normal' },
  Lease: { spec: { holderIdentity: 'a' } },
};

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export const apiVersionOf = ({ group, version }: Kind): string =>
  group === '' ? version : `${group}/${version}`;

export const validObject = (kind: Kind, name: string): Record<string, unknown> => ({
  apiVersion: apiVersionOf(kind),
  kind: kind.kind,
  metadata: { name },
  ...structuredClone(BASES[kind.kind]),
});

/** A body for a kind: valid, valid with a wound, all from the schema, or anything. */
export function oddObject(rng: Rng, definition: ResourceDefinition, name: string): unknown {
  const dice = rng.int(20);
  if (dice === 0) return oddValue(rng);
  const object = validObject(definition, name);
  const type = goTypeOf(definition);
  if (type === undefined) return object;
  if (dice < 4)
    return { ...object, ...typedStruct(rng, type), ...(chance(rng, 80) ? { metadata: { name } } : {}) };
  for (let wounds = rng.int(3); wounds >= 0; wounds--) wound(rng, object, type);
  return object;
}

/** Walks down to some place and changes it: a value of the right type, of any type, none, or an unknown field. */
function wound(rng: Rng, object: Record<string, unknown>, type: string): void {
  let at: Record<string, unknown> | unknown[] = object;
  let here: TypeRef | undefined = { kind: 'struct', name: type, go: type };
  for (;;) {
    const keys: readonly (string | number)[] = keysOf(rng, at, here);
    const key = keys.length > 0 ? pick(rng, keys) : oddText(rng);
    const holder = at as Record<string | number, unknown>;
    const below = fieldType(here, key);
    // Own ones only: a key may be "__proto__", and what lies there is everybody's.
    const value = Object.hasOwn(holder, key) ? holder[key] : undefined;
    if (typeof value === 'object' && value !== null && chance(rng, 75)) {
      at = value as Record<string, unknown>;
      here = below;
      continue;
    }
    const dice = rng.int(10);
    if (dice === 0) delete holder[key];
    else put(holder, key, dice < 3 || !below ? oddValue(rng) : typedValue(rng, below, 3));
    return;
  }
}

const put = (holder: object, key: string | number, value: unknown) =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

/** Mostly what is there, sometimes what could be. */
function keysOf(rng: Rng, at: object, type: TypeRef | undefined): readonly (string | number)[] {
  if (Array.isArray(at)) return at.length > 0 ? at.map((_, i) => i) : [0];
  const present = Object.keys(at).filter((key) => key !== 'apiVersion' && key !== 'kind');
  if (type?.kind !== 'struct' || (present.length > 0 && chance(rng, 55))) return present;
  return [...structType(type.name).fields.keys()];
}

function fieldType(type: TypeRef | undefined, key: string | number): TypeRef | undefined {
  if (type?.kind === 'struct') return structType(type.name).fields.get(String(key))?.type;
  return type?.kind === 'list' || type?.kind === 'map' ? type.of : undefined;
}
