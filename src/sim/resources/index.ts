/** Every kind that the simulator serves. Adding one: its folder under <group>/<plural>/, and a line here. */
import type { KubeObject } from '@/apimachinery';
import { validatingAdmissionPolicies } from './admissionregistration.k8s.io/validatingadmissionpolicies';
import { validatingAdmissionPolicyBindings } from './admissionregistration.k8s.io/validatingadmissionpolicybindings';
import { controllerRevisions } from './apps/controllerrevisions';
import { daemonSets } from './apps/daemonsets';
import { deployments } from './apps/deployments';
import { replicaSets } from './apps/replicasets';
import { statefulSets } from './apps/statefulsets';
import { horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from './autoscaling/horizontalpodautoscalers';
import { cronJobs } from './batch/cronjobs';
import { jobs } from './batch/jobs';
import { certificateSigningRequests } from './certificates.k8s.io/certificatesigningrequests';
import { leases } from './coordination.k8s.io/leases';
import { componentStatuses } from './core/componentstatuses';
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
import { events as newEvents } from './events.k8s.io/events';
import { ingressClasses } from './networking.k8s.io/ingressclasses';
import { ingresses } from './networking.k8s.io/ingresses';
import { networkPolicies } from './networking.k8s.io/networkpolicies';
import { runtimeClasses } from './node.k8s.io/runtimeclasses';
import { podDisruptionBudgets } from './policy/poddisruptionbudgets';
import { clusterRoleBindings } from './rbac.authorization.k8s.io/clusterrolebindings';
import { clusterRoles } from './rbac.authorization.k8s.io/clusterroles';
import { roleBindings } from './rbac.authorization.k8s.io/rolebindings';
import { roles } from './rbac.authorization.k8s.io/roles';
import { priorityClasses } from './scheduling.k8s.io/priorityclasses';
import { csiDrivers } from './storage.k8s.io/csidrivers';
import { csiNodes } from './storage.k8s.io/csinodes';
import { csiStorageCapacities } from './storage.k8s.io/csistoragecapacities';
import { storageClasses } from './storage.k8s.io/storageclasses';
import { volumeAttachments } from './storage.k8s.io/volumeattachments';

export { COMPONENT_STATUSES } from './core/componentstatuses';
export type * from './definition';
export { SYSTEM_PRIORITY_CLASSES } from './scheduling.k8s.io/priorityclasses/system';

/** The registry knows no kind by its type: it hands each definition the objects of its own kind. */
const generic = <T extends KubeObject>(definition: ResourceDefinition<T>): ResourceDefinition =>
  definition as unknown as ResourceDefinition;

export const RESOURCES: readonly ResourceDefinition[] = [
  generic(componentStatuses),
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
  generic(newEvents),
  generic(leases),
  generic(endpointSlices),
  generic(roles),
  generic(roleBindings),
  generic(clusterRoles),
  generic(clusterRoleBindings),
  generic(ingressClasses),
  generic(ingresses),
  generic(networkPolicies),
  generic(runtimeClasses),
  generic(priorityClasses),
  generic(certificateSigningRequests),
  generic(validatingAdmissionPolicies),
  generic(validatingAdmissionPolicyBindings),
  generic(csiDrivers),
  generic(csiNodes),
  generic(csiStorageCapacities),
  generic(storageClasses),
  generic(volumeAttachments),
];
