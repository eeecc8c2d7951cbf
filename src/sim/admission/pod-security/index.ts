/**
 * PodSecurity: a namespace's labels say which of the Pod Security Standards its pods must meet. Pods that don't are
 * refused (enforce) or warned of (warn); workloads whose template would make such pods are warned of. The audit level
 * is checked for sense only: there is no audit log to write it to.
 */
// upstream: staging/src/k8s.io/pod-security-admission/admission/admission.go
import { invalidObject, type KubeObject } from '@/apimachinery';
import type { Namespace, Pod, PodTemplateSpec } from '@/kube/kinds';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { BASELINE, OVERRIDDEN } from './baseline';
import type { Check, JudgedPod, Violation } from './check';
import { isStricter, type LevelVersion, policyOf, printPolicy } from './policy';
import { RESTRICTED } from './restricted';

const PODS = { group: '', resource: 'pods' };
const NAMESPACES = { group: '', resource: 'namespaces' };
/** Subresources of pods that write no spec. */
const IGNORED = ['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status'];
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  operations: ['CREATE', 'UPDATE'],
  validate(request, context) {
    const { group, resource } = request.resource;
    if (group === '' && resource === 'namespaces') validateNamespace(request, context);
    else if (group === '' && resource === 'pods') validatePod(request, context);
    else validateTemplate(request, context);
  },
};

/** What the standards say against a pod; nothing when it meets them. upstream: policy/registry.go populate */
function violations({ level, minor }: LevelVersion, pod: JudgedPod): readonly Violation[] {
  if (level === 'privileged') return [];
  const isOverridden = (check: Check) => minor >= (OVERRIDDEN.get(check) ?? Number.NaN);
  const checks =
    level === 'baseline' ? BASELINE : [...BASELINE.filter((check) => !isOverridden(check)), ...RESTRICTED];
  return checks.flatMap((check) => check(pod, minor) ?? []);
}

/** `privileged (container "c" must not …), hostPort (…)` */
const detailOf = (found: readonly Violation[]): string =>
  found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');

function validatePod(request: AdmissionRequest, context: AdmissionContext): void {
  const pod = request.object as Pod | undefined;
  if (!pod?.spec || IGNORED.includes(request.subresource ?? '')) return;
  if (request.operation === 'UPDATE' && !isSignificant(pod, request.old as Pod | undefined)) return;
  const { enforce, warn } = policyFor(request, context);
  const judged = { metadata: pod.metadata, spec: pod.spec };
  const found = violations(enforce, judged);
  if (found.length > 0)
    throw admissionForbidden(
      request,
      `violates PodSecurity ${JSON.stringify(printPolicy(enforce))}: ${detailOf(found)}`,
    );
  warnOf(warn, judged, context);
}

function validateTemplate(request: AdmissionRequest, context: AdmissionContext): void {
  if (request.subresource) return;
  const template = templateOf(request.object);
  if (!template?.spec) return;
  warnOf(
    policyFor(request, context).warn,
    { metadata: template.metadata ?? {}, spec: template.spec },
    context,
  );
}

function warnOf(policy: LevelVersion, pod: JudgedPod, { warn }: AdmissionContext): void {
  const found = violations(policy, pod);
  if (found.length > 0)
    warn(`would violate PodSecurity ${JSON.stringify(printPolicy(policy))}: ${detailOf(found)}`);
}

function policyFor({ namespace = '' }: AdmissionRequest, context: AdmissionContext) {
  return policyOf(context.get(NAMESPACES, undefined, namespace)?.metadata.labels).policy;
}

/** Where the workloads of Kubernetes keep the pods that they make. */
function templateOf(object: KubeObject | undefined): PodTemplateSpec | undefined {
  type Templated = { readonly template?: PodTemplateSpec };
  const { template, spec } = (object ?? {}) as Templated & {
    readonly spec?: Templated & { readonly jobTemplate?: { readonly spec?: Templated } };
  };
  switch (object?.kind) {
    case 'PodTemplate':
      return template;
    case 'CronJob':
      return spec?.jobTemplate?.spec?.template;
    case 'ReplicationController':
    case 'ReplicaSet':
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return spec?.template;
    default:
      return undefined;
  }
}

function validateNamespace(request: AdmissionRequest, context: AdmissionContext): void {
  if (request.subresource) return;
  const { object, old } = request;
  const next = policyOf(object?.metadata.labels);
  const before = policyOf(old?.metadata.labels);
  const isNews = !old || JSON.stringify(next.errors) !== JSON.stringify(before.errors);
  if (next.errors.length > 0 && isNews)
    throw invalidObject({ group: '', kind: 'Namespace' }, object?.metadata.name ?? '', [...next.errors]);
  if (!old) return;
  const { enforce } = next.policy;
  const was = before.policy.enforce;
  if (enforce.level === 'privileged' || (enforce.level === was.level && enforce.minor === was.minor)) return;
  if (enforce.minor === was.minor && !isStricter(enforce.level, was.level)) return;
  warnOfPods((object as Namespace).metadata.name ?? '', enforce, context);
}

/** Pods that are there already stay, and are told of: those with the same faults together. */
function warnOfPods(namespace: string, enforce: LevelVersion, { list, warn }: AdmissionContext): void {
  const byFaults = new Map<string, string[]>();
  for (const pod of list(PODS, namespace) as readonly Pod[]) {
    const found = pod.spec ? violations(enforce, { metadata: pod.metadata, spec: pod.spec }) : [];
    if (found.length === 0) continue;
    const faults = found.map(({ reason }) => reason).join(', ');
    byFaults.set(faults, [...(byFaults.get(faults) ?? []), pod.metadata.name ?? '']);
  }
  if (byFaults.size === 0) return;
  const level = JSON.stringify(printPolicy(enforce));
  warn(
    `existing pods in namespace ${JSON.stringify(namespace)} violate the new PodSecurity enforce level ${level}`,
  );
  const lines = [...byFaults].map(([faults, names]) => `${together(names.sort())}: ${faults}`);
  for (const line of lines.sort()) warn(line);
}

function together([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${others.length} other ${others.length === 1 ? 'pod' : 'pods'})`;
}

/** Whether an update changes what the standards look at: images, seccomp annotations, added containers. */
function isSignificant(pod: Pod, old: Pod | undefined): boolean {
  if (!old) return true;
  const annotation = ({ metadata }: Pod, key: string) => metadata.annotations?.[key];
  const differs = (key: string) => annotation(pod, key) !== annotation(old, key);
  if (differs(SECCOMP_POD)) return true;
  return (['containers', 'initContainers', 'ephemeralContainers'] as const).some((list) => {
    const [now, then] = [pod.spec?.[list] ?? [], old.spec?.[list] ?? []];
    if (now.length !== then.length) return true;
    return now.some(({ name, image }) => {
      const same = then.find((container) => container.name === name);
      return same?.image !== image || differs(`${SECCOMP_CONTAINER}${name}`);
    });
  });
}
