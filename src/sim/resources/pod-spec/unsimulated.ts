/** What a pod may ask for and does not get in a simulated cluster. */
import type { FieldPath } from '@/apimachinery';
import type { ContainerSpec, PodSpec } from '@/kube/kinds';
import { type Unsimulated, unsimulatedIn } from '../shared/unsimulated';
import type { Volume } from './validate/types';

const PLACED_WITHOUT = 'the pod is placed as if it were not there';
const NOT_ENFORCED = 'it is stored, but nothing enforces it';
const UNSEEN = 'each container sees its own processes only';

const POD: readonly Unsimulated<PodSpec>[] = [
  {
    path: 'resourceClaims',
    applies: ({ resourceClaims = [] }) => resourceClaims.length > 0,
    instead: PLACED_WITHOUT,
  },
  {
    path: 'runtimeClassName',
    applies: ({ runtimeClassName }) => Boolean(runtimeClassName),
    instead: 'there is one runtime for all pods',
  },
  { path: 'hostPID', applies: ({ hostPID }) => hostPID === true, instead: UNSEEN },
  { path: 'hostIPC', applies: ({ hostIPC }) => hostIPC === true, instead: NOT_ENFORCED },
  { path: 'hostUsers', applies: ({ hostUsers }) => hostUsers === false, instead: NOT_ENFORCED },
  {
    path: 'setHostnameAsFQDN',
    applies: ({ setHostnameAsFQDN }) => setHostnameAsFQDN === true,
    instead: "the hostname stays the pod's short name",
  },
  {
    path: 'securityContext.sysctls',
    applies: ({ securityContext }) => (securityContext?.sysctls ?? []).length > 0,
    instead: NOT_ENFORCED,
  },
];

type Confined = Pick<
  NonNullable<ContainerSpec['securityContext']>,
  'seccompProfile' | 'appArmorProfile' | 'seLinuxOptions'
>;

/** The parts of a security context that pods and containers share. */
const CONFINEMENT: readonly Unsimulated<{ readonly securityContext?: Confined }>[] = (
  ['seccompProfile', 'appArmorProfile', 'seLinuxOptions'] as const
).map((key) => ({
  path: `securityContext.${key}`,
  applies: ({ securityContext }) => securityContext?.[key] !== undefined,
  instead: NOT_ENFORCED,
}));

const CONTAINER: readonly Unsimulated<ContainerSpec>[] = [
  {
    path: 'volumeDevices',
    applies: ({ volumeDevices = [] }) => volumeDevices.length > 0,
    instead: 'no device appears in the container',
  },
  {
    path: 'securityContext.privileged',
    applies: ({ securityContext }) => securityContext?.privileged === true,
    instead: 'the container has all capabilities, but none of the devices of its node',
  },
  {
    path: 'volumeMounts',
    applies: ({ volumeMounts = [] }) =>
      volumeMounts.some(({ mountPropagation = 'None' }) => mountPropagation !== 'None'),
    instead: 'mounts are not propagated between containers and nodes',
  },
  {
    path: 'env',
    applies: ({ env = [] }) => env.some(({ valueFrom }) => valueFrom?.fileKeyRef !== undefined),
    instead: 'a variable with fileKeyRef is not set',
  },
  {
    path: 'restartPolicyRules',
    applies: ({ restartPolicyRules = [] }) => restartPolicyRules.length > 0,
    instead: 'exit codes do not decide over restarts; restartPolicy does',
  },
];

/** Kinds of volumes that a kubelet here mounts; without any the volume is an emptyDir. */
const MOUNTED = [
  'configMap',
  'secret',
  'projected',
  'downwardAPI',
  'emptyDir',
  'hostPath',
  'nfs',
  'persistentVolumeClaim',
  'ephemeral',
];
const PROJECTED = ['configMap', 'secret', 'downwardAPI', 'serviceAccountToken'];

const VOLUME: readonly Unsimulated<Volume>[] = [
  {
    path: '',
    applies: ({ name: _, ...source }) => Object.keys(source).some((kind) => !MOUNTED.includes(kind)),
    instead: `only ${MOUNTED.join(', ')} volumes can be mounted, so the pod will not start`,
  },
  {
    path: 'projected.sources',
    applies: ({ projected }) =>
      (projected?.sources ?? []).some((source) =>
        Object.keys(source).some((kind) => !PROJECTED.includes(kind)),
      ),
    instead: `only ${PROJECTED.join(', ')} sources become files`,
  },
  {
    path: 'emptyDir.medium',
    applies: ({ emptyDir }) => Boolean(emptyDir?.medium?.startsWith('HugePages')),
    instead: 'the files are kept like those of any other emptyDir',
  },
];

export function unsimulatedWarnings(spec: PodSpec, path: FieldPath): string[] {
  const containers = (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((value, i) => ({ value, path: path.child(list).index(i) })),
  );
  const volumes = (spec.volumes ?? []).map((value, i) => ({ value, path: path.child('volumes').index(i) }));
  return [
    ...unsimulatedIn(POD, [{ value: spec, path }]),
    ...unsimulatedIn(CONFINEMENT, [{ value: spec, path }, ...containers]),
    ...unsimulatedIn(CONTAINER, containers),
    ...unsimulatedIn(VOLUME, volumes),
  ];
}
