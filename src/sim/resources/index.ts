/** Every kind that the simulator serves. Adding one: its folder under <group>/<plural>/, and a line here. */
import type { KubeObject } from '@/apimachinery';
import { deployments } from './apps/deployments';
import { replicaSets } from './apps/replicasets';
import { leases } from './coordination.k8s.io/leases';
import { configMaps } from './core/configmaps';
import { endpoints } from './core/endpoints';
import { events } from './core/events';
import { namespaces } from './core/namespaces';
import { nodes } from './core/nodes';
import { pods } from './core/pods';
import { secrets } from './core/secrets';
import { serviceAccounts } from './core/serviceaccounts';
import { services } from './core/services';
import type { ResourceDefinition } from './definition';
import { endpointSlices } from './discovery.k8s.io/endpointslices';
import { clusterRoleBindings } from './rbac.authorization.k8s.io/clusterrolebindings';
import { clusterRoles } from './rbac.authorization.k8s.io/clusterroles';
import { roleBindings } from './rbac.authorization.k8s.io/rolebindings';
import { roles } from './rbac.authorization.k8s.io/roles';

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
  generic(leases),
  generic(endpointSlices),
  generic(roles),
  generic(roleBindings),
  generic(clusterRoles),
  generic(clusterRoleBindings),
];
