/** Carries out the steps of a StatefulSet, and tells of each on it. */
// upstream: pkg/controller/statefulset/stateful_pod_control.go
import { isAlreadyExists, isNotFound } from '@/apimachinery';
import { isNamespaceTerminating, nameOf, namespaceOf, type PersistentVolumeClaim, type Pod } from '@/kube';
import { messageOf, type PodControl } from '../shared/pod-control';
import { templateOf } from '../shared/revisions';
import type { Step } from './decide';
import { buildPod, claimsOf, identityLabels, isWithin, podName, startOf } from './identity';
import type { Observed } from './observed';
import { ownersMatch, ownersOf } from './retention';
import {
  claimDone,
  claimFailed,
  claimLeaving,
  claimNotMade,
  FAILED,
  type PodVerb,
  podDone,
  podFailed,
  SUCCESSFUL,
} from './texts';

export async function act(control: PodControl, observed: Observed, step: Step): Promise<void> {
  const { client } = control;
  const { set } = observed;
  const namespace = namespaceOf(set);
  switch (step.kind) {
    case 'create':
      return tell(control, observed, { verb: 'create', pod: podName(set, step.ordinal) }, async () => {
        await ensureClaims(control, observed, { ordinal: step.ordinal, pod: undefined });
        await client.pods.create(buildPod(set, step.ordinal, revisionFor(observed, step.ordinal)));
      });
    case 'delete':
      return tell(control, observed, { verb: 'delete', pod: nameOf(step.pod) }, async () => {
        await client.pods.delete({ namespace, name: nameOf(step.pod) });
      });
    case 'identify':
      return tell(control, observed, { verb: 'update', pod: nameOf(step.pod) }, async () => {
        const labels = identityLabels(set, step.ordinal);
        await client.pods.patch({ namespace, name: nameOf(step.pod) }, { metadata: { labels } });
      });
    case 'claims':
      return ensureClaims(control, observed, step);
    case 'wait':
      return;
  }
}

/** Pods below the partition are made as they were. */
// upstream: newVersionedStatefulSetPod
function revisionFor({ set, current, update }: Observed, ordinal: number) {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  const kept =
    rollingUpdate?.partition ?? (type === 'RollingUpdate' ? (set.status?.currentReplicas ?? 0) : 0);
  const revision = ordinal < startOf(set) + kept ? current : update;
  return { name: nameOf(revision), template: templateOf(revision) };
}

async function tell(
  { events }: PodControl,
  { set }: Observed,
  { verb, pod }: { readonly verb: PodVerb; readonly pod: string },
  run: () => Promise<void>,
): Promise<void> {
  const story = { verb, pod, set: nameOf(set) };
  try {
    await run();
    events.event(set, 'Normal', { reason: SUCCESSFUL[verb], message: podDone(story) });
  } catch (error) {
    if (verb === 'delete' && isNotFound(error)) return;
    if (isNamespaceTerminating(error)) return;
    if (verb !== 'create' || !isAlreadyExists(error)) {
      events.event(set, 'Warning', { reason: FAILED[verb], message: podFailed(story, messageOf(error)) });
    }
    throw error;
  }
}

/** Creates the claims that are missing, and gives each the owners that it should have. */
async function ensureClaims(
  control: PodControl,
  observed: Observed,
  replica: { readonly ordinal: number; readonly pod: Pod | undefined },
): Promise<void> {
  const { set } = observed;
  for (const wanted of claimsOf(set, replica.ordinal)) {
    const found = observed.claim(nameOf(wanted));
    const ownerReferences = ownersOf(set, found ?? wanted, replica);
    if (!found) {
      if (!isWithin(set, replica.ordinal)) continue;
      const owned = ownerReferences.length > 0 ? { ownerReferences } : {};
      await createClaim(control, observed, {
        claim: { ...wanted, metadata: { ...wanted.metadata, ...owned } },
        pod: podName(set, replica.ordinal),
      });
    } else if (found.metadata.deletionTimestamp && !replica.pod) {
      throw new Error(claimLeaving(nameOf(found)));
    } else if (!ownersMatch(found, ownerReferences)) {
      await control.client.persistentvolumeclaims.update({
        ...found,
        metadata: { ...found.metadata, ownerReferences },
      });
    }
  }
}

async function createClaim(
  { client, events }: PodControl,
  { set }: Observed,
  { claim, pod }: { readonly claim: PersistentVolumeClaim; readonly pod: string },
): Promise<void> {
  const story = { claim: nameOf(claim), pod, set: nameOf(set) };
  try {
    await client.persistentvolumeclaims.create(claim);
    events.event(set, 'Normal', { reason: SUCCESSFUL.create, message: claimDone(story) });
  } catch (error) {
    if (isNamespaceTerminating(error)) throw error;
    if (!isAlreadyExists(error)) {
      const message = claimFailed(story, messageOf(error));
      events.event(set, 'Warning', { reason: FAILED.create, message });
    }
    throw new Error(claimNotMade(nameOf(claim), messageOf(error)));
  }
}
