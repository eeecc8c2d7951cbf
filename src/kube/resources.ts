/**
 * The table of kinds that clients know by name: kind -> {group, version, plural, scope, TypeScript type}. Adding a
 * kind is one line in `KindTypes` and one in `resources`. Kinds outside the table (custom resources) are reached by a
 * ResourceType made at run time.
 */
import { apiVersionOf, type KubeObject } from '@/apimachinery';
import type {
  CertificateSigningRequest,
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  ControllerRevision,
  CronJob,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  Event,
  HorizontalPodAutoscaler,
  Ingress,
  IngressClass,
  Job,
  Lease,
  LimitRange,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Role,
  RoleBinding,
  RuntimeClass,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  VolumeAttachment,
} from './kinds';

/** Where a kind is served. `T` is only for the compiler: which objects come back. */
export interface ResourceType<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly apiVersion: string;
  /** Never set; carries T. */
  readonly objectType?: T;
}

/** Plural -> type of the objects. */
export interface KindTypes {
  readonly namespaces: Namespace;
  readonly nodes: Node;
  readonly pods: Pod;
  readonly services: Service;
  readonly endpoints: Endpoints;
  readonly configmaps: ConfigMap;
  readonly secrets: Secret;
  readonly serviceaccounts: ServiceAccount;
  readonly events: Event;
  readonly replicasets: ReplicaSet;
  readonly deployments: Deployment;
  readonly endpointslices: EndpointSlice;
  readonly leases: Lease;
  readonly jobs: Job;
  readonly cronjobs: CronJob;
  readonly daemonsets: DaemonSet;
  readonly statefulsets: StatefulSet;
  readonly controllerrevisions: ControllerRevision;
  readonly replicationcontrollers: ReplicationController;
  readonly podtemplates: PodTemplate;
  readonly persistentvolumes: PersistentVolume;
  readonly persistentvolumeclaims: PersistentVolumeClaim;
  readonly limitranges: LimitRange;
  readonly resourcequotas: ResourceQuota;
  readonly horizontalpodautoscalers: HorizontalPodAutoscaler;
  readonly poddisruptionbudgets: PodDisruptionBudget;
  readonly roles: Role;
  readonly rolebindings: RoleBinding;
  readonly clusterroles: ClusterRole;
  readonly clusterrolebindings: ClusterRoleBinding;
  readonly ingresses: Ingress;
  readonly ingressclasses: IngressClass;
  readonly networkpolicies: NetworkPolicy;
  readonly storageclasses: StorageClass;
  readonly volumeattachments: VolumeAttachment;
  readonly csidrivers: CSIDriver;
  readonly csinodes: CSINode;
  readonly csistoragecapacities: CSIStorageCapacity;
  readonly priorityclasses: PriorityClass;
  readonly runtimeclasses: RuntimeClass;
  readonly certificatesigningrequests: CertificateSigningRequest;
  readonly validatingadmissionpolicies: ValidatingAdmissionPolicy;
  readonly validatingadmissionpolicybindings: ValidatingAdmissionPolicyBinding;
}

type Scope = 'namespaced' | 'cluster';

/** A ResourceType from "apps/v1", "Deployment", "deployments". */
export function resourceType<T extends KubeObject>(
  groupVersion: { readonly group: string; readonly version: string },
  names: { readonly kind: string; readonly plural: string },
  scope: Scope = 'namespaced',
): ResourceType<T> {
  return {
    ...groupVersion,
    ...names,
    namespaced: scope === 'namespaced',
    apiVersion: apiVersionOf(groupVersion),
  };
}

const core = { group: '', version: 'v1' };
const apps = { group: 'apps', version: 'v1' };
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const networking = { group: 'networking.k8s.io', version: 'v1' };
const storage = { group: 'storage.k8s.io', version: 'v1' };
const scheduling = { group: 'scheduling.k8s.io', version: 'v1' };
const nodeGroup = { group: 'node.k8s.io', version: 'v1' };
const certificates = { group: 'certificates.k8s.io', version: 'v1' };
const admission = { group: 'admissionregistration.k8s.io', version: 'v1' };
const batch = { group: 'batch', version: 'v1' };

export const resources: { readonly [Plural in keyof KindTypes]: ResourceType<KindTypes[Plural]> } = {
  namespaces: resourceType(core, { kind: 'Namespace', plural: 'namespaces' }, 'cluster'),
  nodes: resourceType(core, { kind: 'Node', plural: 'nodes' }, 'cluster'),
  pods: resourceType(core, { kind: 'Pod', plural: 'pods' }),
  services: resourceType(core, { kind: 'Service', plural: 'services' }),
  endpoints: resourceType(core, { kind: 'Endpoints', plural: 'endpoints' }),
  configmaps: resourceType(core, { kind: 'ConfigMap', plural: 'configmaps' }),
  secrets: resourceType(core, { kind: 'Secret', plural: 'secrets' }),
  serviceaccounts: resourceType(core, { kind: 'ServiceAccount', plural: 'serviceaccounts' }),
  events: resourceType(core, { kind: 'Event', plural: 'events' }),
  replicasets: resourceType(apps, { kind: 'ReplicaSet', plural: 'replicasets' }),
  deployments: resourceType(apps, { kind: 'Deployment', plural: 'deployments' }),
  endpointslices: resourceType(
    { group: 'discovery.k8s.io', version: 'v1' },
    { kind: 'EndpointSlice', plural: 'endpointslices' },
  ),
  leases: resourceType({ group: 'coordination.k8s.io', version: 'v1' }, { kind: 'Lease', plural: 'leases' }),
  jobs: resourceType(batch, { kind: 'Job', plural: 'jobs' }),
  cronjobs: resourceType(batch, { kind: 'CronJob', plural: 'cronjobs' }),
  daemonsets: resourceType(apps, { kind: 'DaemonSet', plural: 'daemonsets' }),
  statefulsets: resourceType(apps, { kind: 'StatefulSet', plural: 'statefulsets' }),
  controllerrevisions: resourceType(apps, { kind: 'ControllerRevision', plural: 'controllerrevisions' }),
  replicationcontrollers: resourceType(core, {
    kind: 'ReplicationController',
    plural: 'replicationcontrollers',
  }),
  podtemplates: resourceType(core, { kind: 'PodTemplate', plural: 'podtemplates' }),
  persistentvolumes: resourceType(core, { kind: 'PersistentVolume', plural: 'persistentvolumes' }, 'cluster'),
  persistentvolumeclaims: resourceType(core, {
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
  }),
  limitranges: resourceType(core, { kind: 'LimitRange', plural: 'limitranges' }),
  resourcequotas: resourceType(core, { kind: 'ResourceQuota', plural: 'resourcequotas' }),
  horizontalpodautoscalers: resourceType(
    { group: 'autoscaling', version: 'v2' },
    { kind: 'HorizontalPodAutoscaler', plural: 'horizontalpodautoscalers' },
  ),
  poddisruptionbudgets: resourceType(
    { group: 'policy', version: 'v1' },
    { kind: 'PodDisruptionBudget', plural: 'poddisruptionbudgets' },
  ),
  roles: resourceType(rbac, { kind: 'Role', plural: 'roles' }),
  rolebindings: resourceType(rbac, { kind: 'RoleBinding', plural: 'rolebindings' }),
  clusterroles: resourceType(rbac, { kind: 'ClusterRole', plural: 'clusterroles' }, 'cluster'),
  clusterrolebindings: resourceType(
    rbac,
    { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings' },
    'cluster',
  ),
  ingresses: resourceType(networking, { kind: 'Ingress', plural: 'ingresses' }),
  ingressclasses: resourceType(networking, { kind: 'IngressClass', plural: 'ingressclasses' }, 'cluster'),
  networkpolicies: resourceType(networking, { kind: 'NetworkPolicy', plural: 'networkpolicies' }),
  storageclasses: resourceType(storage, { kind: 'StorageClass', plural: 'storageclasses' }, 'cluster'),
  volumeattachments: resourceType(
    storage,
    { kind: 'VolumeAttachment', plural: 'volumeattachments' },
    'cluster',
  ),
  csidrivers: resourceType(storage, { kind: 'CSIDriver', plural: 'csidrivers' }, 'cluster'),
  csinodes: resourceType(storage, { kind: 'CSINode', plural: 'csinodes' }, 'cluster'),
  csistoragecapacities: resourceType(storage, { kind: 'CSIStorageCapacity', plural: 'csistoragecapacities' }),
  priorityclasses: resourceType(scheduling, { kind: 'PriorityClass', plural: 'priorityclasses' }, 'cluster'),
  runtimeclasses: resourceType(nodeGroup, { kind: 'RuntimeClass', plural: 'runtimeclasses' }, 'cluster'),
  certificatesigningrequests: resourceType(
    certificates,
    { kind: 'CertificateSigningRequest', plural: 'certificatesigningrequests' },
    'cluster',
  ),
  validatingadmissionpolicies: resourceType(
    admission,
    { kind: 'ValidatingAdmissionPolicy', plural: 'validatingadmissionpolicies' },
    'cluster',
  ),
  validatingadmissionpolicybindings: resourceType(
    admission,
    { kind: 'ValidatingAdmissionPolicyBinding', plural: 'validatingadmissionpolicybindings' },
    'cluster',
  ),
};

/** Every kind of the table, in its order. */
export const allResources: readonly ResourceType[] = Object.values(resources);
