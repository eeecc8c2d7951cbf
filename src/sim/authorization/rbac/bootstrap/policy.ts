/**
 * The roles that every cluster has, as data: a rule is "verbs groups resources [names]" or "verbs urls paths".
 * Those of single controllers are in controllers.ts, those within a namespace in namespaced.ts.
 */
// upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go

export interface RolePolicy {
  /** Roles that take in the rules of this one. */
  readonly aggregateTo?: string;
  /** The rules of roles that say so are this role's rules. */
  readonly aggregates?: string;
  readonly rules?: readonly string[];
}

/** Verbs by the name of their set. "core" stands for the group "". */
export const VERBS: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'delete', 'deletecollection', 'patch', 'update'],
  readwrite: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
};

const EVENTS = 'create,patch,update core,events.k8s.io events';
const CERTIFICATES = 'certificates.k8s.io';

const approver = (signer: string): RolePolicy => ({
  rules: [`approve ${CERTIFICATES} signers kubernetes.io/${signer}`],
});
const leader = (name: string): readonly string[] => [
  'create coordination.k8s.io leases',
  `get,update coordination.k8s.io leases ${name}`,
];

export const NODE_RULES: readonly string[] = [
  'create authentication.k8s.io tokenreviews',
  'create authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews',
  'read core services',
  'create,get,list,watch core nodes',
  'patch,update core nodes/status',
  'patch,update core nodes',
  'create,patch,update core events',
  'read core pods',
  'create,delete core pods',
  'patch,update core pods/status',
  'create core pods/eviction',
  'read core configmaps,secrets',
  'get core persistentvolumeclaims,persistentvolumes',
  'get core endpoints',
  `create,get,list,watch ${CERTIFICATES} certificatesigningrequests`,
  'create,delete,get,patch,update coordination.k8s.io leases',
  'get storage.k8s.io volumeattachments',
  'create core serviceaccounts/token',
  'get,patch,update core persistentvolumeclaims/status',
  'read storage.k8s.io csidrivers',
  'create,delete,get,patch,update storage.k8s.io csinodes',
  'read node.k8s.io runtimeclasses',
];

export const CLUSTER_ROLES: Readonly<Record<string, RolePolicy>> = {
  admin: { aggregates: 'admin' },
  'cluster-admin': { rules: ['* * *', '* urls *'] },
  edit: { aggregates: 'edit', aggregateTo: 'admin' },
  'system:aggregate-to-admin': {
    aggregateTo: 'admin',
    rules: [
      'create authorization.k8s.io localsubjectaccessreviews',
      'readwrite rbac.authorization.k8s.io rolebindings,roles',
    ],
  },
  'system:aggregate-to-edit': {
    aggregateTo: 'edit',
    rules: [
      'read core pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy',
      'impersonate core serviceaccounts',
      'write core pods,pods/attach,pods/exec,pods/portforward,pods/proxy',
      'create core pods/eviction',
      'write core configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy',
      'create core serviceaccounts/token',
      'write apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale',
      'write autoscaling horizontalpodautoscalers',
      'write batch cronjobs,jobs',
      'write extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale',
      'write policy poddisruptionbudgets',
      'write networking.k8s.io ingresses,networkpolicies',
      'readwrite coordination.k8s.io leases',
    ],
  },
  'system:aggregate-to-view': {
    aggregateTo: 'view',
    rules: [
      'read core configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status',
      'read core bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status',
      'read core namespaces',
      'read discovery.k8s.io endpointslices',
      'read apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status',
      'read autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status',
      'read batch cronjobs,cronjobs/status,jobs,jobs/status',
      'read extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale',
      'read policy poddisruptionbudgets,poddisruptionbudgets/status',
      'read networking.k8s.io ingresses,ingresses/status,networkpolicies',
    ],
  },
  'system:auth-delegator': {
    rules: ['create authentication.k8s.io tokenreviews', 'create authorization.k8s.io subjectaccessreviews'],
  },
  'system:basic-user': {
    rules: [
      'create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews',
      'create authentication.k8s.io selfsubjectreviews',
    ],
  },
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': {
    rules: [`create ${CERTIFICATES} certificatesigningrequests/nodeclient`],
  },
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': {
    rules: [`create ${CERTIFICATES} certificatesigningrequests/selfnodeclient`],
  },
  'system:certificates.k8s.io:kube-apiserver-client-approver': approver('kube-apiserver-client'),
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': approver(
    'kube-apiserver-client-kubelet',
  ),
  'system:certificates.k8s.io:kubelet-serving-approver': approver('kubelet-serving'),
  'system:certificates.k8s.io:legacy-unknown-approver': approver('legacy-unknown'),
  'system:discovery': {
    rules: [
      'get urls /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/',
    ],
  },
  'system:heapster': {
    rules: ['read core events,namespaces,nodes,pods', 'read extensions deployments'],
  },
  'system:kube-aggregator': { rules: ['read core endpoints,services'] },
  'system:kube-controller-manager': {
    rules: [
      EVENTS,
      ...leader('kube-controller-manager'),
      'create core secrets,serviceaccounts',
      'delete core secrets',
      'get core configmaps,namespaces,secrets,serviceaccounts',
      'update core secrets,serviceaccounts',
      'create authentication.k8s.io tokenreviews',
      'create authorization.k8s.io subjectaccessreviews',
      'list,watch * *',
      'create core serviceaccounts/token',
    ],
  },
  'system:kube-dns': { rules: ['list,watch core endpoints,services'] },
  'system:kube-scheduler': {
    rules: [
      EVENTS,
      ...leader('kube-scheduler'),
      'read core nodes',
      'delete,get,list,watch core pods',
      'create core bindings,pods/binding',
      'patch,update core pods/status',
      'read core replicationcontrollers,services',
      'read apps,extensions replicasets',
      'read apps statefulsets',
      'read policy poddisruptionbudgets',
      'read core persistentvolumeclaims,persistentvolumes',
      'create authentication.k8s.io tokenreviews',
      'create authorization.k8s.io subjectaccessreviews',
      'read storage.k8s.io csinodes',
      'read core namespaces',
      'read storage.k8s.io csidrivers',
      'read storage.k8s.io csistoragecapacities',
    ],
  },
  'system:kubelet-api-admin': {
    rules: ['read core nodes', 'proxy core nodes', '* core nodes/log,nodes/metrics,nodes/proxy,nodes/stats'],
  },
  'system:monitoring': {
    rules: ['get urls /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*'],
  },
  'system:node': { rules: NODE_RULES },
  'system:node-bootstrapper': {
    rules: [`create,get,list,watch ${CERTIFICATES} certificatesigningrequests`],
  },
  'system:node-problem-detector': { rules: ['get core nodes', 'patch core nodes/status', EVENTS] },
  'system:node-proxier': {
    rules: [
      'list,watch core endpoints,services',
      'read core nodes',
      EVENTS,
      'list,watch discovery.k8s.io endpointslices',
    ],
  },
  'system:persistent-volume-provisioner': {
    rules: [
      'create,delete,get,list,watch core persistentvolumes',
      'get,list,update,watch core persistentvolumeclaims',
      'read storage.k8s.io storageclasses',
      'watch core events',
      EVENTS,
    ],
  },
  'system:public-info-viewer': { rules: ['get urls /healthz,/livez,/readyz,/version,/version/'] },
  'system:service-account-issuer-discovery': {
    rules: ['get urls /.well-known/openid-configuration,/openid/v1/jwks'],
  },
  'system:volume-scheduler': {
    rules: [
      'get,list,patch,update,watch core persistentvolumes',
      'read storage.k8s.io storageclasses',
      'get,list,patch,update,watch core persistentvolumeclaims',
    ],
  },
  view: { aggregates: 'view', aggregateTo: 'edit' },
};

/** To whom each role is given: "Group name", "User name", "ServiceAccount namespace/name". */
export const CLUSTER_ROLE_BINDINGS: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['Group system:masters'],
  'system:basic-user': ['Group system:authenticated'],
  'system:discovery': ['Group system:authenticated'],
  'system:kube-controller-manager': ['User system:kube-controller-manager'],
  'system:kube-dns': ['ServiceAccount kube-system/kube-dns'],
  'system:kube-scheduler': ['User system:kube-scheduler'],
  'system:monitoring': ['Group system:monitoring'],
  'system:node': [],
  'system:node-proxier': ['User system:kube-proxy'],
  'system:public-info-viewer': ['Group system:authenticated', 'Group system:unauthenticated'],
  'system:service-account-issuer-discovery': ['Group system:serviceaccounts'],
  'system:volume-scheduler': ['User system:kube-scheduler'],
};
