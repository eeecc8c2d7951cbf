/**
 * A ReplicationController does what a ReplicaSet does, and by the same code; its selector is a plain map of labels.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/
 */
// upstream: pkg/controller/replication/replication_controller.go, conversion.go
import { labelSelectorFromMap } from '@/apimachinery';
import {
  type ReplicaSet,
  type ReplicationController,
  type ResourceClient,
  type ResourceType,
  resources,
} from '@/kube';
import { type ReplicaFlavor, startReplicas } from '../replicaset';
import type { ControllerContext, Running } from '../shared/context';

const selectorOf = (object: ReplicaSet) =>
  labelSelectorFromMap((object as unknown as ReplicationController).spec?.selector);

/** What both kinds have in common is all that the controller reads, its selector apart. */
const REPLICATION_CONTROLLER: ReplicaFlavor = {
  component: 'replication-controller',
  type: resources.replicationcontrollers as unknown as ResourceType<ReplicaSet>,
  objects: (client) => client.replicationcontrollers as unknown as ResourceClient<ReplicaSet>,
  selectorOf,
  status: ({ terminatingReplicas: _, ...status }) => status,
};

export const startReplicationController = (context: ControllerContext): Running =>
  startReplicas(context, REPLICATION_CONTROLLER);
