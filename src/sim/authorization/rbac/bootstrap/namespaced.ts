/** The roles within kube-system and kube-public, with whom they are given to, as data. */
// upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/namespace_policy.go, testdata/namespace-role{s,-bindings}.yaml

export interface NamespacedPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly string[];
  /** Of the binding, where it is not the role's. */
  readonly bindingName?: string;
  readonly to: readonly string[];
}

const EVENTS = 'create,patch,update core,events.k8s.io events';
const LEADERS = [
  'create,get,list,update,watch coordination.k8s.io leases',
  'create,get,list,update,watch coordination.k8s.io leasecandidates',
];
const account = (name: string) => `ServiceAccount kube-system/${name}`;

export const NAMESPACED_POLICY: readonly NamespacedPolicy[] = [
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: ['read core configmaps', 'update core configmaps cluster-info', EVENTS],
    to: [account('bootstrap-signer')],
  },
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    rules: ['read core configmaps extension-apiserver-authentication'],
    bindingName: 'system::extension-apiserver-authentication-reader',
    to: ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-controller-manager',
    rules: LEADERS,
    to: [
      'User system:kube-controller-manager',
      account('kube-controller-manager'),
      account('leader-election-controller'),
    ],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-scheduler',
    rules: LEADERS,
    to: ['User system:kube-scheduler', account('kube-scheduler')],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    rules: ['read core secrets'],
    to: [account('bootstrap-signer')],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    rules: ['create,get,list,watch core configmaps'],
    to: [account('cloud-provider')],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: ['delete,get,list,watch core secrets', EVENTS],
    to: [account('token-cleaner')],
  },
];
