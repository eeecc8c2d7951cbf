/** The environment variables that tell of services. https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables */
// upstream: pkg/kubelet/envvars/envvars.go, pkg/kubelet/kubelet_pods.go getServiceEnvVarMap
import type { Service } from '@/kube';

const MASTER_NAMESPACE = 'default';
const MASTER_SERVICE = 'kubernetes';

/** Variables of the pod's namespace (when it wants service links) and of the API server's own service. */
export function serviceEnvironment(
  services: readonly Service[],
  pod: { readonly namespace: string; readonly enableServiceLinks: boolean },
): Record<string, string> {
  const seen = services.filter(({ metadata: { name, namespace }, spec }) => {
    if (!spec?.clusterIP || spec.clusterIP === 'None') return false;
    const isMaster = namespace === MASTER_NAMESPACE && name === MASTER_SERVICE;
    return isMaster || (pod.enableServiceLinks && namespace === pod.namespace);
  });
  return Object.fromEntries(seen.flatMap(variablesOf));
}

function variablesOf(service: Service): (readonly [string, string])[] {
  const prefix = (service.metadata.name ?? '').replaceAll('-', '_').toUpperCase();
  const { clusterIP = '', ports = [] } = service.spec ?? {};
  const [first] = ports;
  if (!first) return [[`${prefix}_SERVICE_HOST`, clusterIP]];
  return [
    [`${prefix}_SERVICE_HOST`, clusterIP],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...ports.flatMap((p) =>
      p.name
        ? [[`${prefix}_SERVICE_PORT_${p.name.replaceAll('-', '_').toUpperCase()}`, String(p.port)] as const]
        : [],
    ),
    [`${prefix}_PORT`, `${(first.protocol ?? 'TCP').toLowerCase()}://${clusterIP}:${first.port}`],
    ...ports.flatMap(({ port, protocol = 'TCP' }) => {
      const name = `${prefix}_PORT_${port}_${protocol}`;
      return [
        [name, `${protocol.toLowerCase()}://${clusterIP}:${port}`],
        [`${name}_PROTO`, protocol.toLowerCase()],
        [`${name}_PORT`, String(port)],
        [`${name}_ADDR`, clusterIP],
      ] as const;
    }),
  ];
}
