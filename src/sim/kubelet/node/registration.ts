/**
 * Registers a node and its lease when the cluster is new; finds them again when it is reopened. They are not renewed:
 * the heartbeats of healthy nodes are computed when somebody reads them (resources/core/nodes/heartbeat.ts).
 */
import { type Clock, formatMicroTime, isAlreadyExists, isNotFound, type Rng } from '@/apimachinery';
import type { Client, Lease, Node } from '@/kube';
import { type NodeIdentity, nodeObject } from './node-object';

export const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;

export interface RegistrationContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** The node as the server has it, and whether it was made just now. */
export async function registerNode(
  identity: NodeIdentity,
  context: RegistrationContext,
): Promise<{ readonly node: Node; readonly isNew: boolean }> {
  const { client, clock, rng } = context;
  const { name } = identity.spec;
  const known = await client.nodes.get({ name }).catch(ifNotFound);
  if (known) return { node: known, isNew: false };
  return { node: await client.nodes.create(nodeObject(identity, clock.now(), rng)), isNew: true };
}

const ifNotFound = (error: unknown): undefined => {
  if (!isNotFound(error)) throw error;
};

const LEASE_RETRY_MS = 200;
const LEASE_ATTEMPTS = 8;

/** Creates the node's lease; in a new cluster the namespace of leases may come a moment later than the node. */
// upstream: k8s.io/component-helpers/apimachinery/lease/controller.go backoffEnsureLease
export async function ensureLease(node: Node, { client, clock }: RegistrationContext): Promise<void> {
  const lease = nodeLease(node, clock.now());
  for (let attempt = 0; attempt < LEASE_ATTEMPTS; attempt++) {
    try {
      await client.leases.create(lease);
      return;
    } catch (error) {
      if (isAlreadyExists(error)) return;
      if (!isNotFound(error)) throw error;
    }
    await new Promise<void>((resolve) => void clock.setTimer(LEASE_RETRY_MS * 2 ** attempt, resolve));
  }
}

function nodeLease(node: Node, nowMs: number): Lease {
  const { name = '', uid = '' } = node.metadata;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: LEASE_NAMESPACE,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: {
      holderIdentity: name,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: formatMicroTime(nowMs),
    },
  };
}
