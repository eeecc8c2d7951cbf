/** Carries out what was decided for a Deployment, in an order in which each write may fail and be tried again. */
// upstream: pkg/controller/deployment/sync.go
import { isAlreadyExists, isNotFound, semanticEqual } from '@/apimachinery';
import {
  type Client,
  controllerOf,
  type Deployment,
  type EventRecorder,
  isNamespaceTerminating,
  nameOf,
  namespaceOf,
  type ReplicaSet,
  uidOf,
} from '@/kube';
import { messageOf } from '../shared/pod-control';
import type { Plan } from './decide';
import { sameTemplate } from './replica-sets';
import { sizeAnnotations } from './revision';
import type { Resize } from './rolling';
import { sizeOf } from './sizes';
import { type DeploymentStatus, newCondition, progressDeadlineMs, setCondition } from './status';
import * as texts from './texts';

export interface Actor {
  readonly client: Client;
  readonly events: EventRecorder;
  now(): number;
}

export async function act(actor: Actor, deployment: Deployment, plan: Plan): Promise<void> {
  const { client } = actor;
  if (plan.create) await create(actor, deployment, plan.create);
  // As our own writes have left them: one ReplicaSet may be written more than once.
  const written = new Map<string, ReplicaSet>();
  const keep = (replicaSet: ReplicaSet) => written.set(uidOf(replicaSet), replicaSet);
  if (plan.refresh) keep(await client.replicasets.update(plan.refresh));
  for (const { replicaSet, to } of plan.resize)
    keep(await resize(actor, deployment, { replicaSet: written.get(uidOf(replicaSet)) ?? replicaSet, to }));
  for (const replicaSet of plan.remove) await remove(client, replicaSet);
  await writeStatus(client, deployment, plan);
}

async function create(actor: Actor, deployment: Deployment, replicaSet: ReplicaSet): Promise<void> {
  try {
    await actor.client.replicasets.create(replicaSet);
    announce(actor, deployment, { replicaSet, from: 0, to: sizeOf(replicaSet) });
  } catch (error) {
    if (isAlreadyExists(error)) await resolveCollision(actor, deployment, replicaSet, error);
    else await reportFailure(actor, deployment, replicaSet, error);
  }
}

/** Either ours, only not in the cache yet, or another template with the same hash: then the next hash is another. */
async function resolveCollision(
  { client }: Actor,
  deployment: Deployment,
  wanted: ReplicaSet,
  error: unknown,
): Promise<void> {
  const there = await client.replicasets.get({ namespace: namespaceOf(wanted), name: nameOf(wanted) });
  const isOurs = controllerOf(there)?.uid === uidOf(deployment);
  if (isOurs && sameTemplate(there.spec?.template, deployment.spec?.template)) return;
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  await client.deployments.updateStatus({ ...deployment, status: { ...deployment.status, collisionCount } });
  throw error;
}

async function reportFailure(
  { client, events, now }: Actor,
  deployment: Deployment,
  wanted: ReplicaSet,
  error: unknown,
): Promise<void> {
  if (isNamespaceTerminating(error)) throw error;
  const message = texts.createFailed(nameOf(wanted), messageOf(error));
  const reason = texts.REPLICA_SET_CREATE_ERROR;
  events.event(deployment, 'Warning', { reason, message });
  if (progressDeadlineMs(deployment) !== undefined) {
    const condition = newCondition(now(), texts.PROGRESSING, { status: 'False', reason, message });
    const conditions = setCondition(deployment.status?.conditions ?? [], condition);
    if (conditions !== deployment.status?.conditions) {
      await client.deployments.updateStatus({ ...deployment, status: { ...deployment.status, conditions } });
    }
  }
  throw error;
}

/** Even where the size stands, its annotations may have to follow the Deployment's. */
async function resize(actor: Actor, deployment: Deployment, { replicaSet, to }: Resize): Promise<ReplicaSet> {
  const annotations = sizeAnnotations(deployment);
  const current = replicaSet.metadata.annotations ?? {};
  const from = sizeOf(replicaSet);
  const isAnnotated = Object.entries(annotations).every(([key, value]) => current[key] === value);
  if (!replicaSet.spec || (from === to && isAnnotated)) return replicaSet;
  const resized = await actor.client.replicasets.update({
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations: { ...current, ...annotations } },
    spec: { ...replicaSet.spec, replicas: to },
  });
  announce(actor, deployment, { replicaSet, from, to });
  return resized;
}

function announce(
  { events }: Actor,
  deployment: Deployment,
  { replicaSet, from, to }: { readonly replicaSet: ReplicaSet; readonly from: number; readonly to: number },
): void {
  if (from === to) return;
  const message = texts.scaled(nameOf(replicaSet), from, to);
  events.event(deployment, 'Normal', { reason: texts.SCALING_REPLICA_SET, message });
}

async function remove(client: Client, replicaSet: ReplicaSet): Promise<void> {
  try {
    await client.replicasets.delete({ namespace: namespaceOf(replicaSet), name: nameOf(replicaSet) });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** One write for the status and the revision annotation: upstream's status strategy lets annotations through. */
async function writeStatus(client: Client, deployment: Deployment, plan: Plan): Promise<void> {
  const status: DeploymentStatus = plan.status;
  if (plan.revision === undefined && semanticEqual(status, deployment.status)) return;
  const metadata =
    plan.revision === undefined
      ? deployment.metadata
      : {
          ...deployment.metadata,
          annotations: { ...deployment.metadata.annotations, [texts.REVISION]: plan.revision },
        };
  await client.deployments.updateStatus({ ...deployment, metadata, status });
}
