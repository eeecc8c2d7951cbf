/**
 * The memory of one node: who holds how much, and what happens when little is left. Nothing is looked at until the
 * containers say that they hold so much that it may be too much.
 */
// upstream: pkg/kubelet/eviction/eviction_manager.go synchronize
import { type Clock, formatTime, parseQuantity, quantityValue, type Timer } from '@/apimachinery';
import type { Client, EventRecorder, Node } from '@/kube';
import { asReferred } from '../node/power';
import { EVENT, MESSAGE } from '../reasons';
import { heldBy, type MeasuredPod, memoryMessage, rankForMemory } from './rank';

/** The kubelet's default: memory.available<100Mi. */
const THRESHOLD = '100Mi';
/** upstream: evictionMonitoringPeriod */
const LOOK_MS = 10_000;
/** The condition stays for so long after the last shortage. upstream: evictionPressureTransitionPeriod */
const TRANSITION_MS = 300_000;
const CONDITION = 'MemoryPressure';

export interface EvictablePod extends MeasuredPod {
  /** False: it may not be sent away. */
  evict(message: string): boolean;
}

export interface NodeMemoryOptions {
  readonly clock: Clock;
  readonly name: string;
  readonly client: Client;
  readonly recorder: EventRecorder;
  /** The node as it was registered. */
  node(): Node | undefined;
  /** The pods of the node that run, measured now. */
  pods(): Promise<readonly EvictablePod[]>;
  readonly onError: (error: unknown) => void;
}

export class NodeMemory {
  readonly #options: NodeMemoryOptions;
  /** What each container said last, by its id. */
  readonly #told = new Map<string, number>();
  #total = 0;
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #pressed = false;
  #shortAt = 0;

  constructor(options: NodeMemoryOptions) {
    this.#options = options;
  }

  /** The node tells that it is low on memory. */
  get isPressed(): boolean {
    return this.#pressed;
  }

  /** A container holds so many bytes now; with none it has ended. */
  changed(id: string, bytes: number): void {
    this.#total += bytes - (this.#told.get(id) ?? 0);
    if (bytes === 0) this.#told.delete(id);
    else this.#told.set(id, bytes);
    if (this.#isShort(this.#total)) this.#lookIn(LOOK_MS);
  }

  /** Goes on where an earlier process left the node. */
  resume(): void {
    const told = this.#options.node()?.status?.conditions?.find(({ type }) => type === CONDITION);
    if (told?.status !== 'True') return;
    this.#pressed = true;
    this.#shortAt = this.#options.clock.now();
    this.#lookIn(LOOK_MS);
  }

  /** The machine is switched off, or the cluster closes. */
  stop(): void {
    this.#timer?.cancel();
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#told.clear();
    this.#total = 0;
    this.#pressed = false;
  }

  #isShort(held: number): boolean {
    const capacity = this.#options.node()?.status?.capacity?.memory;
    return capacity !== undefined && bytesOf(capacity) - held < bytesOf(THRESHOLD);
  }

  #lookIn(ms: number): void {
    const { clock, onError } = this.#options;
    const due = clock.now() + ms;
    if (due >= this.#dueAt) return;
    this.#timer?.cancel();
    this.#dueAt = due;
    this.#timer = clock.setTimer(ms, () => {
      this.#dueAt = Number.POSITIVE_INFINITY;
      void this.#look().catch(onError);
    });
  }

  async #look(): Promise<void> {
    const { clock } = this.#options;
    const pods = await this.#options.pods();
    const held = pods.reduce((sum, measured) => sum + heldBy(measured), 0);
    if (this.#isShort(held)) {
      this.#shortAt = clock.now();
      this.#lookIn(LOOK_MS);
      await this.#press(true);
      this.#evictOne(pods, held);
      return;
    }
    if (!this.#pressed) return;
    const left = this.#shortAt + TRANSITION_MS - clock.now();
    if (left > 0) this.#lookIn(left);
    else await this.#press(false);
  }

  /** At most one pod each time: its memory may be enough. */
  #evictOne(pods: readonly EvictablePod[], held: number): void {
    const { recorder, node } = this.#options;
    const known = node();
    if (!known) return;
    recorder.event(asReferred(known), 'Warning', {
      reason: EVENT.EvictionThresholdMet,
      message: MESSAGE.attemptingToReclaim('memory'),
    });
    const available = bytesOf(known.status?.capacity?.memory ?? '0') - held;
    rankForMemory(pods).some((pod) => pod.evict(memoryMessage(pod, { threshold: THRESHOLD, available })));
  }

  /** upstream: pkg/kubelet/nodestatus/setters.go MemoryPressureCondition */
  async #press(pressed: boolean): Promise<void> {
    if (this.#pressed === pressed) return;
    this.#pressed = pressed;
    const { clock, name, client, recorder, node } = this.#options;
    const now = formatTime(clock.now());
    const condition = {
      type: CONDITION,
      status: pressed ? 'True' : 'False',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
      reason: pressed ? 'KubeletHasInsufficientMemory' : 'KubeletHasSufficientMemory',
      message: pressed
        ? 'kubelet has insufficient memory available'
        : 'kubelet has sufficient memory available',
    };
    const status = { conditions: [condition] };
    await client.nodes.patch({ name }, { status }, { type: 'strategic', subresource: 'status' });
    const known = node();
    const reason = pressed ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory';
    if (known)
      recorder.event(asReferred(known), 'Normal', { reason, message: MESSAGE.nodeStatus(name, reason) });
  }
}

const bytesOf = (quantity: string): number => quantityValue(parseQuantity(quantity));
