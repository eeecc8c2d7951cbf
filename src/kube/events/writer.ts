/** Writes events one after another, in the order in which they were recorded, without anybody waiting for them. */
import { type Clock, isAlreadyExists, isNotFound, type Timer } from '@/apimachinery';
import type { ResourceClient } from '../client';
import type { Event } from '../kinds';
import { isNamespaceTerminating } from '../object';

export interface EventWrite {
  readonly event: Event;
  /** When the event exists already: what changes of it. */
  readonly patch?: Readonly<Record<string, unknown>>;
}

/** Events written in one go before other work gets its turn. */
const BATCH = 50;

export class EventWriter {
  #queue: EventWrite[] = [];
  #timer: Timer | undefined;
  #busy = false;
  #stopped = false;

  constructor(
    private readonly events: ResourceClient<Event>,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  write(write: EventWrite): void {
    if (this.#stopped) return;
    this.#queue.push(write);
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#queue = [];
  }

  #schedule(): void {
    if (this.#busy || this.#timer || this.#queue.length === 0) return;
    this.#timer = this.clock.setTimer(0, () => {
      this.#timer = undefined;
      void this.#flush(this.#queue.splice(0, BATCH));
    });
  }

  async #flush(batch: readonly EventWrite[]): Promise<void> {
    this.#busy = true;
    for (const write of batch) {
      await this.#writeOne(write).catch((error) => {
        if (!this.#stopped && !isNamespaceTerminating(error)) this.onError(error);
      });
    }
    this.#busy = false;
    this.#schedule();
  }

  async #writeOne({ event, patch }: EventWrite): Promise<void> {
    const { name = '', namespace = 'default' } = event.metadata;
    try {
      if (patch) await this.events.patch({ namespace, name }, patch, { type: 'strategic' });
      else await this.events.create(event);
    } catch (error) {
      // The event that was counted on has expired or was deleted: tell it anew.
      if (patch && isNotFound(error)) await this.events.create(event);
      else if (!isAlreadyExists(error)) throw error;
    }
  }
}
