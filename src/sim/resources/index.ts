/** Every kind that the simulator serves. Adding one: its folder under <group>/<plural>/, and a line here. */
import type { KubeObject } from '@/apimachinery';
import { controllerRevisions } from './apps/controllerrevisions';
import { daemonSets } from './apps/daemonsets';
import { deployments } from './apps/deployments';
import { replicaSets } from './apps/replicasets';
import { statefulSets } from './apps/statefulsets';
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from './autoscaling/horizontalpodautoscalers';
import { cronJobs } from './batch/cronjobs';
import { jobs } from './batch/jobs';
import { leases } from './coordination.k8s.io/leases';
import { configMaps } from './core/configmaps';
import { endpoints } from './core/endpoints';
import { events } from './core/events';
import { limitRanges } from './core/limitranges';
import { namespaces } from './core/namespaces';
import { nodes } from './core/nodes';
import { persistentVolumeClaims } from './core/persistentvolumeclaims';
import { persistentVolumes } from './core/persistentvolumes';
import { pods } from './core/pods';
import { podTemplates } from './core/podtemplates';
import { replicationControllers } from './core/replicationcontrollers';
import { resourceQuotas } from './core/resourcequotas';
import { secrets } from './core/secrets';
import { serviceAccounts } from './core/serviceaccounts';
import { services } from './core/services';
import type { ResourceDefinition } from './definition';
import { endpointSlices } from './discovery.k8s.io/endpointslices';
import { podDisruptionBudgets } from './policy/poddisruptionbudgets';

export type * from './definition';

/** The registry knows no kind by its type: it hands each definition the objects of its own kind. */
const generic = <T extends KubeObject>(definition: ResourceDefinition<T>): ResourceDefinition =>
  definition as unknown as ResourceDefinition;

export const RESOURCES: readonly ResourceDefinition[] = [
  generic(configMaps),
  generic(endpoints),
  generic(events),
  generic(namespaces),
  generic(nodes),
  generic(pods),
  generic(secrets),
  generic(serviceAccounts),
  generic(services),
  generic(deployments),
  generic(replicaSets),
  generic(daemonSets),
  generic(statefulSets),
  generic(controllerRevisions),
  generic(persistentVolumeClaims),
  generic(persistentVolumes),
  generic(resourceQuotas),
  generic(limitRanges),
  generic(replicationControllers),
  generic(podTemplates),
  generic(jobs),
  generic(cronJobs),
  generic(horizontalPodAutoscalers),
  generic(horizontalPodAutoscalersV1),
  generic(podDisruptionBudgets),
  generic(leases),
  generic(endpointSlices),
];
