/**
 * Every namespace has a ConfigMap kube-root-ca.crt with the certificate by which pods verify the API server. Deleted it
 * comes back, edited it is set right.
 */
// upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go
import { isAlreadyExists, semanticEqual } from '@/apimachinery';
import {
  type ConfigMap,
  isNamespaceTerminating,
  keyFrom,
  nameOf,
  namespaceOf,
  resources,
  runController,
} from '@/kube';
import type { ControllerContext, Running } from '../shared/context';

export const ROOT_CA_CONFIG_MAP = 'kube-root-ca.crt';
const DESCRIPTION_ANNOTATION = 'kubernetes.io/description';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

export function startRootCaPublisher(context: ControllerContext, caCertificate: string): Running {
  const { clock, informers } = context;
  const namespaces = informers.for(resources.namespaces);
  const configMaps = informers.for(resources.configmaps);
  const client = context.client('root-ca-cert-publisher');
  const data = { 'ca.crt': caCertificate };

  const controller = runController({
    clock,
    caches: [namespaces, configMaps],
    onError: (error, key) => context.onError(error, `root certificate of ${key}`),
    async reconcile(namespace, cause) {
      if (namespaces.get(namespace)?.status?.phase !== 'Active') return undefined;
      const current = configMaps.get(keyFrom(namespace, ROOT_CA_CONFIG_MAP));
      const { configmaps } = client.because(cause);
      try {
        if (!current) await configmaps.create(publish(namespace, data));
        else if (!isRight(current, data)) await configmaps.update(setRight(current, data));
      } catch (error) {
        if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
      }
      return undefined;
    },
  });
  controller.follow(namespaces);
  const changed = (configMap: ConfigMap) => {
    if (nameOf(configMap) === ROOT_CA_CONFIG_MAP) controller.enqueue(namespaceOf(configMap), configMap);
  };
  const unsubscribe = configMaps.on({ update: changed, delete: changed });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

type Data = Readonly<Record<string, string>>;

const publish = (namespace: string, data: Data): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: ROOT_CA_CONFIG_MAP,
    namespace,
    annotations: { [DESCRIPTION_ANNOTATION]: DESCRIPTION },
  },
  data,
});

const isRight = ({ data, metadata }: ConfigMap, wanted: Data): boolean =>
  semanticEqual(data, wanted) && Boolean(metadata.annotations?.[DESCRIPTION_ANNOTATION]);

const setRight = (configMap: ConfigMap, data: Data): ConfigMap => ({
  ...configMap,
  metadata: {
    ...configMap.metadata,
    annotations: { ...configMap.metadata.annotations, [DESCRIPTION_ANNOTATION]: DESCRIPTION },
  },
  data,
});
