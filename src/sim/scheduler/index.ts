/** The scheduler as the cluster starts it. */
import type { Clock, Rng } from '@/apimachinery';
import { createClient, createGate, createSeriesRecorder, type Informers, type Transport } from '@/kube';
import { SCHEDULER_NAME, Scheduler } from './scheduler';

export type { Scheduler } from './scheduler';

export interface StartSchedulerOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly rng: Rng;
  /** The cluster's shared caches. */
  readonly informers: Informers;
  /** "v1.35.0", for the user agent. */
  readonly version: string;
  /** Part of the name under which events are reported: the machine that the scheduler runs on. */
  readonly host: string;
  readonly onError: (error: unknown, where: string) => void;
}

export function startScheduler(options: StartSchedulerOptions): Scheduler {
  const { transport, clock, rng, informers, version, host, onError } = options;
  const gate = createGate(transport);
  const client = createClient(gate.transport, {
    user: { name: 'system:kube-scheduler', groups: ['system:authenticated'] },
    userAgent: `kube-scheduler/${version} (linux/amd64) kubernetes/scheduler`,
  });
  const events = createSeriesRecorder({
    client,
    clock,
    component: SCHEDULER_NAME,
    instance: `${SCHEDULER_NAME}-${host}`,
    onError: (error) => onError(error, 'event of the scheduler'),
  });
  const scheduler = new Scheduler({ clock, rng, informers, client, events, onError, shut: gate.shut });
  scheduler.start();
  return scheduler;
}
