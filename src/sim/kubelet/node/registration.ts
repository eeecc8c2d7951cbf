/** Registers a node and its lease when the cluster is new; finds them again when it is reopened. */
import { formatMicroTime, isAlreadyExists, isNotFound, type Rng } from '@/apimachinery';
import type { Client, Lease, Node } from '@/kube';
import { LEASE_NAMESPACE } from './heartbeat';
import { type NodeIdentity, nodeObject } from './node-object';

const LEASE_SECONDS = 40;

export interface RegistrationContext {
  readonly client: Client;
  readonly rng: Rng;
  readonly nowMs: number;
}

/** The node as the server has it. */
export async function registerNode(identity: NodeIdentity, context: RegistrationContext): Promise<Node> {
  const { client, rng, nowMs } = context;
  const { name } = identity.spec;
  const known = await client.nodes.get({ name }).catch(ifNotFound);
  if (known) return known;
  const node = await client.nodes.create(nodeObject(identity, nowMs, rng));
  await client.leases.create(nodeLease(node, nowMs)).catch((error: unknown) => {
    // A namespace that is not there yet must not keep a node from being Ready.
    if (!isAlreadyExists(error) && !isNotFound(error)) throw error;
  });
  return node;
}

const ifNotFound = (error: unknown): undefined => {
  if (!isNotFound(error)) throw error;
};

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
