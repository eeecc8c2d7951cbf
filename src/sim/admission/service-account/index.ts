/**
 * ServiceAccount: a pod runs as an account, "default" unless it says otherwise, which must exist; the account's token,
 * the cluster's CA and the namespace are mounted into its containers.
 */
// upstream: plugin/pkg/admission/serviceaccount/admission.go
import { type KubeObject, type Rng, randomSuffix } from '@/apimachinery';
import type { ContainerSpec, Pod, PodSpec, ServiceAccount } from '@/kube/kinds';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { podOf, specOf, withSpec } from '../pod';

const DEFAULT_ACCOUNT = 'default';
const SERVICE_ACCOUNTS = { group: '', resource: 'serviceaccounts' };
const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';
const VOLUME_PREFIX = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour and seven seconds: what upstream asks for, so that such tokens can be told from others. */
const TOKEN_SECONDS = 3607;
const FILE_MODE = 0o644;

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  operations: ['CREATE'],
  admit(request, context) {
    const pod = podOf(request);
    if (!pod) return undefined;
    if (pod.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) return checkMirror(request, pod);
    const name = specOf(pod).serviceAccountName || DEFAULT_ACCOUNT;
    const account = lookUp(request, context, name);
    const mounted = automounts(account, pod) ? withToken(specOf(pod), context.rng) : specOf(pod);
    const { imagePullSecrets = [] } = mounted;
    const secrets = imagePullSecrets.length > 0 ? imagePullSecrets : (account.imagePullSecrets ?? []);
    return withSpec(pod, {
      ...mounted,
      serviceAccountName: name,
      serviceAccount: name,
      ...(secrets.length > 0
        ? { imagePullSecrets: secrets.map(({ name }) => ({ ...(name ? { name } : {}) })) }
        : {}),
    });
  },
};

function lookUp(request: AdmissionRequest, context: AdmissionContext, name: string): ServiceAccount {
  const found = context.get(SERVICE_ACCOUNTS, request.namespace, name);
  if (found) return found as ServiceAccount;
  throw admissionForbidden(
    request,
    `error looking up service account ${request.namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
  );
}

/** Mirror pods stand for static ones, which know no API. */
function checkMirror(request: AdmissionRequest, pod: Pod): KubeObject {
  const { serviceAccountName, volumes = [] } = specOf(pod);
  if (serviceAccountName)
    throw admissionForbidden(request, 'a mirror pod may not reference service accounts');
  if (volumes.some((volume) => volume.secret)) {
    throw admissionForbidden(request, 'a mirror pod may not reference secrets');
  }
  if (volumes.some((volume) => volume.projected?.sources?.some((source) => source.serviceAccountToken))) {
    throw admissionForbidden(request, 'a mirror pod may not use ServiceAccountToken volume projections');
  }
  return pod;
}

/** The pod's wish wins over the account's. */
const automounts = (account: ServiceAccount, pod: Pod): boolean =>
  specOf(pod).automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;

function withToken(spec: PodSpec, rng: Rng): PodSpec {
  const { volumes = [], containers, initContainers } = spec;
  const existing = volumes.find((volume) => volume.name.startsWith(VOLUME_PREFIX));
  const name = existing?.name ?? VOLUME_PREFIX + randomSuffix(rng);
  const needed = [...(initContainers ?? []), ...containers].some((container) => !hasMount(container));
  if (!needed) return spec;
  const mount = (container: ContainerSpec) => withMount(container, name);
  return {
    ...spec,
    containers: containers.map(mount),
    ...(initContainers ? { initContainers: initContainers.map(mount) } : {}),
    volumes: existing ? volumes : [...volumes, tokenVolume(name)],
  };
}

const hasMount = ({ volumeMounts = [] }: ContainerSpec): boolean =>
  volumeMounts.some((mount) => mount.mountPath === MOUNT_PATH);

const withMount = (container: ContainerSpec, name: string): ContainerSpec =>
  hasMount(container)
    ? container
    : {
        ...container,
        volumeMounts: [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT_PATH }],
      };

const tokenVolume = (name: string): NonNullable<PodSpec['volumes']>[number] => ({
  name,
  projected: {
    defaultMode: FILE_MODE,
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
  },
});
