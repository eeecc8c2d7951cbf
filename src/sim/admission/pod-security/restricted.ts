/** The checks that the restricted level adds, in upstream's order. */
// upstream: staging/src/k8s.io/pod-security-admission/policy/check_*.go
import { seccompProfile as badSeccompProfile, maskedProc, RELAXED_PROC_MOUNT } from './baseline';
import {
  type Check,
  type Container,
  containers,
  containersOf,
  isUserNamespaced,
  isWindows,
  namesOf,
  plural,
  quoted,
  setters,
  sorted,
} from './check';

const allowPrivilegeEscalation: Check = (pod, minor) => {
  if (minor < 8 || isWindows(pod, minor)) return undefined;
  const names = namesOf(
    pod.spec,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
  );
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${containers(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

const capabilities: Check = (pod, minor) => {
  if (minor < 22 || isWindows(pod, minor)) return undefined;
  const of = ({ securityContext }: Container) => securityContext?.capabilities;
  const extraOf = (container: Container) =>
    (of(container)?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = namesOf(pod.spec, (container) => !of(container)?.drop?.includes('ALL'));
  const adding = namesOf(pod.spec, (container) => extraOf(container).length > 0);
  const extra = sorted(containersOf(pod.spec).flatMap(extraOf));
  const details = [
    ...(keeping.length > 0
      ? [`${containers(keeping)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(adding.length > 0
      ? [`${containers(adding)} must not include ${quoted(extra)} in securityContext.capabilities.add`]
      : []),
  ];
  if (details.length === 0) return undefined;
  return { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const procMount: Check = (pod, minor) => (minor < RELAXED_PROC_MOUNT ? undefined : maskedProc(pod, minor));

const VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const restrictedVolumes: Check = ({ spec }) => {
  const bad = (spec.volumes ?? []).flatMap(({ name, ...source }) => {
    const [type = 'unknown'] = Object.keys(source);
    return VOLUME_TYPES.includes(type) ? [] : [{ name, type }];
  });
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map(({ type }) => type));
  const what = plural('restricted volume type', 'restricted volume types', types);
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', 'volumes', bad)} ${quoted(bad.map(({ name }) => name))} ${plural('uses', 'use', bad)} ${what} ${quoted(types)}`,
  };
};

const runAsNonRoot: Check = (pod, minor) => {
  if (isUserNamespaced(pod, minor)) return undefined;
  const ofPod = pod.spec.securityContext?.runAsNonRoot;
  const of = ({ securityContext }: Container) => securityContext?.runAsNonRoot;
  const reason = 'runAsNonRoot != true';
  const who = setters(
    ofPod === false,
    namesOf(pod.spec, (container) => of(container) === false),
  );
  if (who !== '') return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  const open = ofPod ? [] : namesOf(pod.spec, (container) => of(container) === undefined);
  if (open.length === 0) return undefined;
  return { reason, detail: `pod or ${containers(open)} must set securityContext.runAsNonRoot=true` };
};

const runAsUser: Check = (pod, minor) => {
  if (minor < 23 || isUserNamespaced(pod, minor)) return undefined;
  const who = setters(
    pod.spec.securityContext?.runAsUser === 0,
    namesOf(pod.spec, ({ securityContext }) => securityContext?.runAsUser === 0),
  );
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

const seccompProfile: Check = (pod, minor) => {
  if (minor < 19 || isWindows(pod, minor)) return undefined;
  const bad = badSeccompProfile(pod, minor);
  if (bad || pod.spec.securityContext?.seccompProfile) return bad;
  const open = namesOf(pod.spec, ({ securityContext }) => !securityContext?.seccompProfile);
  if (open.length === 0) return undefined;
  return {
    reason: 'seccompProfile',
    detail: `pod or ${containers(open)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
  };
};

export const RESTRICTED: readonly Check[] = [
  allowPrivilegeEscalation,
  capabilities,
  procMount,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfile,
];
