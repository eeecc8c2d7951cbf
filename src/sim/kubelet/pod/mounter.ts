/** Mounts a pod's volumes, again and again until all are there. */
// upstream: pkg/volume/util/nestedpendingoperations: 500 ms, doubling to about two minutes
import type { Clock } from '@/apimachinery';
import { EVENT } from '../reasons';
import { MountError, type PodVolumes, type SetUpContext } from '../volumes';

const RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;

export class PodMounter {
  #ready = false;
  #failures = 0;
  #since: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly volumes: PodVolumes,
    private readonly tell: (type: 'Warning', what: { reason: string; message: string }) => void,
  ) {}

  /** Undefined when everything is mounted and `mounted` has been told; otherwise how soon to try again. */
  async mount(
    context: SetUpContext,
    mounted: (isFirst: boolean) => Promise<void>,
  ): Promise<number | undefined> {
    try {
      if (!this.#ready) await this.volumes.setUp(context);
      await mounted(!this.#ready);
      this.#ready = true;
      return undefined;
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      const { message, toldAfterMs } = error;
      const now = this.clock.now();
      this.#since ??= now;
      if (now - this.#since >= toldAfterMs) this.tell('Warning', { reason: EVENT.FailedMount, message });
      return Math.min(RETRY_MS * 2 ** this.#failures++, MAX_RETRY_MS);
    }
  }
}
