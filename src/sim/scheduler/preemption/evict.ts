/** Tells victims to go. */
// upstream: pkg/scheduler/framework/preemption/executor.go PreemptPod
import { type Clock, formatTime, isNotFound } from '@/apimachinery';
import { type Client, isDeleting, nameOf, namespaceOf, type Pod, type SeriesRecorder, uidOf } from '@/kube';
import * as texts from '../texts';
import type { Candidate } from './decide';

export interface Evicting {
  readonly client: Client;
  readonly clock: Clock;
  readonly events: SeriesRecorder;
}

/** Resolves when all have been told; those that are gone or go already need not be. */
export async function evictVictims(
  preemptor: Pod,
  { victims, node }: Candidate,
  { client, clock, events }: Evicting,
): Promise<void> {
  await Promise.all(
    victims.map(async (victim) => {
      if (isDeleting(victim)) return;
      const name = { namespace: namespaceOf(victim), name: nameOf(victim) };
      const condition = {
        type: texts.DISRUPTION_TARGET,
        status: 'True',
        reason: texts.PREEMPTION_BY_SCHEDULER,
        message: texts.makingRoom(preemptor.spec?.schedulerName ?? ''),
        lastTransitionTime: formatTime(clock.now()),
      };
      try {
        const body = { metadata: { uid: uidOf(victim) }, status: { conditions: [condition] } };
        await client.pods.patch(name, body, { type: 'strategic', subresource: 'status' });
        await client.pods.delete(name);
      } catch (error) {
        if (isNotFound(error)) return;
        throw error;
      }
      const message = texts.preemptedBy(uidOf(preemptor), node);
      events.event(victim, 'Normal', { reason: texts.PREEMPTED, action: 'Preempting', message });
    }),
  );
}
