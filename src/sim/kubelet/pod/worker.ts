/**
 * One pod on its node. `sync` is level-based: it looks at the pod and at what its containers do, decides, acts, and
 * writes the status once. What takes long (pulls, stops, hooks) runs beside it and asks for another look when done.
 */
// upstream: pkg/kubelet/kubelet.go SyncPod, SyncTerminatingPod, SyncTerminatedPod
import { parseTime } from '@/apimachinery';
import {
  type Client,
  type ContainerSpec,
  isDeleting,
  nameOf,
  namespaceOf,
  type PersistentVolumeClaim,
  type Pod,
  type PodStatus,
  uidOf,
} from '@/kube';
import { BackOff } from '../backoff';
import type { DownwardView } from '../config/downward';
import { decideActions } from '../decide/actions';
import { timeLeftMs } from '../decide/deadline';
import { refusalUnderPressure } from '../eviction/admission';
import { isCritical } from '../eviction/critical';
import type { PodFacts } from '../facts';
import { EVENT, MESSAGE } from '../reasons';
import { actuate } from '../resize/actuate';
import { PodResize } from '../resize/pod-resize';
import { awaitsNode, growFileSystem, PodVolumes, type SetUpContext } from '../volumes';
import { adoptSlots } from './adopt';
import type { NodeContext, SharedContext } from './context';
import { PodMounter } from './mounter';
import { ignoreGone, isNewer, isOver, writeRejection, writeStatus } from './report';
import { PodSandbox } from './sandbox';
import type { ContainerSlot } from './slot';
import { PodSlots } from './slots';
import { ContainerStarter, PULLING, type StarterPod } from './starter';
import { DEFAULT_GRACE_SECONDS, PodStopper } from './stopper';

/** How often a real kubelet looks whether somebody uses too much. upstream: evictionMonitoringPeriod */
const EVICTION_LOOK_MS = 10_000;

/** How soon a limit that would kill what runs is tried again. upstream: backOffPeriod */
const RESIZE_RETRY_MS = 10_000;

export class PodWorker {
  readonly uid: string;
  readonly #slots: PodSlots;
  readonly #starter: ContainerStarter;
  readonly #stopper: PodStopper;
  readonly #volumes: PodVolumes;
  readonly #mounter: PodMounter;
  readonly #backOff = new BackOff();
  #pod: Pod;
  readonly #sandbox: PodSandbox;
  readonly #resize: PodResize;
  #sandboxDueAt: number | undefined;
  #sandboxGoneAt: number | undefined;
  /** A run has ended since the status was written. */
  #unreported = false;
  #expired = false;
  /** Why the pod is sent away. */
  #eviction: string | undefined;
  #sandboxLost = false;
  #gone = false;
  #ended = false;

  constructor(
    private readonly shared: SharedContext,
    private readonly node: NodeContext,
    pod: Pod,
  ) {
    this.#pod = pod;
    this.uid = uidOf(pod);
    this.#starter = new ContainerStarter(shared, node);
    this.#stopper = new PodStopper(shared, () => ({
      pod: this.#pod,
      podIP: this.#sandbox.ip,
      tell: (type, what) => this.#tell(type, what),
    }));
    this.#sandbox = new PodSandbox(shared, node);
    this.#volumes = new PodVolumes(shared.runtime, () => shared.enqueue(this.uid, EVICTION_LOOK_MS));
    this.#mounter = new PodMounter(shared.clock, this.#volumes, (type, what) => this.#tell(type, what));
    this.#resize = new PodResize(pod, {
      node: node.node,
      neighbours: () => node.pods().filter((other) => uidOf(other) !== this.uid),
      released: () => node.retryResizes(),
      tell: (type, what) => this.#tell(type, what),
    });
    this.#slots = new PodSlots(this.allocated);
    if (pod.status?.startTime) this.#adopt(pod.status);
  }

  get slots(): readonly ContainerSlot[] {
    return this.#slots.all;
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** The pod with the resources that its node has granted. */
  get allocated(): Pod {
    return this.#resize.allocated(this.#pod);
  }

  /** It waits for other resources. */
  get awaitsResize(): boolean {
    return this.#resize.isPending;
  }

  get podIP(): string | undefined {
    return this.#sandbox.ip;
  }

  /** Its volumes are mounted and its network is there. */
  get isAttached(): boolean {
    return this.#sandbox.net !== undefined;
  }

  slot(container: string): ContainerSlot | undefined {
    return this.#slots.get(container);
  }

  /** The server has a newer pod. */
  update(pod: Pod): void {
    if (!isNewer(pod, this.#pod)) return;
    this.#pod = pod;
    this.#slots.follow(this.allocated);
  }

  /** The server has no such pod any more. */
  remove(): void {
    this.#gone = true;
  }

  /** Brings the pod closer to what is wanted; returns when to look again, unless something calls before. */
  async sync(): Promise<number | undefined> {
    if (this.#gone) return this.#vanish();
    if (this.#ended) return undefined;
    if (isDeleting(this.#pod)) return this.#terminate();
    if (isOver(this.#pod)) return this.#releaseSandbox();
    const over = this.#volumes.overLimit(this.#pod);
    if (over) this.evict(MESSAGE.emptyDirLimit(over.name, over.limit));
    if (this.#eviction !== undefined) return this.#fail(0);
    if (!this.#pod.status?.startTime && this.node.memory.isPressed && (await this.#refuse()))
      return undefined;
    const resized = this.#resize.consider(this.#pod);
    if (resized) this.#slots.follow(this.allocated);
    if (this.#unreported || resized || !this.#pod.status?.startTime) await this.#report();
    if (resized) await this.refreshVolumes();
    const left = timeLeftMs(this.#pod, this.shared.clock.now());
    if (left !== undefined && left <= 0) return this.#expire();
    const wait = (await this.#prepare()) ?? (await this.#act());
    return left === undefined ? wait : Math.min(left, wait ?? left);
  }

  /** Sends the pod away for good: its containers end at once, and it has failed. False: it may not be sent away. */
  // upstream: pkg/kubelet/eviction/eviction_manager.go evictPod
  evict(message: string): boolean {
    const pod = this.#pod;
    if (isCritical(pod) || isOver(pod) || isDeleting(pod)) return false;
    if (this.#eviction !== undefined) return true;
    this.#eviction = message;
    this.#tell('Warning', { reason: EVENT.Evicted, message });
    this.shared.enqueue(this.uid);
    return true;
  }

  /** A node under pressure doesn't take everybody on. upstream: pkg/kubelet/kubelet.go rejectPod */
  async #refuse(): Promise<boolean> {
    const message = refusalUnderPressure(this.#pod);
    if (message === undefined) return false;
    this.#tell('Warning', { reason: EVENT.Evicted, message });
    const { client } = this.node;
    const rejection = { reason: EVENT.Evicted, message: MESSAGE.rejected(message) };
    const written = await writeRejection(client, this.#pod, { ...rejection, nowMs: this.shared.clock.now() });
    if (written) this.update(written);
    return true;
  }

  /** What each of its containers holds in memory. */
  memory(): Promise<ReadonlyMap<string, number>> {
    return this.#slots.memory();
  }

  /** ConfigMaps, Secrets or the pod's own labels have changed: brings mounted files up to date. */
  async refreshVolumes(): Promise<void> {
    if (this.#sandbox.net && !this.#ended) await this.#volumes.refresh(this.#setUpContext());
  }

  /** A claim that this pod mounts was given more room: its file system grows. */
  async growClaim(claim: PersistentVolumeClaim): Promise<void> {
    const mounts = this.#volumes.claims().some((mounted) => uidOf(mounted.claim) === uidOf(claim));
    if (!mounts || !awaitsNode(claim) || this.#ended) return;
    const { client, recorder, name } = this.node;
    await growFileSystem(claim, this.#pod, { client, recorder, node: name });
  }

  /** The cluster closes: processes end without a trace in the API. */
  close(): void {
    this.#ended = true;
    this.#slots.abandon();
  }

  /** The machine is switched off: what was in it is gone, and nobody is left to tell. */
  lose(): void {
    this.close();
    this.#releaseSandbox();
  }

  // ------------------------------------------------------------------------------------------------ running

  async #prepare(): Promise<number | undefined> {
    if (this.#sandbox.net) return undefined;
    const wait = await this.#mounter.mount(this.#setUpContext(), async (isFirst) => {
      if (isFirst) await this.node.logs.mounted(this.#pod);
      for (const { claim } of this.#volumes.claims()) await this.growClaim(claim);
    });
    if (wait !== undefined) return wait;
    const now = this.shared.clock.now();
    if (this.#sandboxLost)
      this.#tell('Normal', { reason: EVENT.SandboxChanged, message: MESSAGE.sandboxChanged });
    this.#sandboxLost = false;
    this.#sandboxDueAt ??= now + this.shared.latency.sandboxMs;
    if (now < this.#sandboxDueAt) return this.#sandboxDueAt - now;
    this.#sandbox.attach(this.#pod);
    for (const slot of this.slots) if (slot.toResume) await this.#starter.resume(slot, this.#owner());
    return undefined;
  }

  async #act(): Promise<number | undefined> {
    const actions = decideActions(this.allocated, this.#facts());
    if (actions.killPod) {
      const { running } = this.#slots;
      for (const slot of running) this.#stopper.stop(slot);
      await this.#report();
      return running.length === 0 ? this.#releaseSandbox() : undefined;
    }
    for (const { container, message, restarts } of actions.kill) {
      const slot = this.slot(container);
      if (!slot) continue;
      slot.replaced = restarts;
      this.#stopper.stop(slot, message);
    }
    const waits: number[] = [];
    for (const spec of actions.start) {
      const slot = this.slot(spec.name);
      if (!slot) continue;
      const wait = await this.#starter.start(slot, this.#owner());
      if (wait === PULLING) break;
      if (wait !== undefined) waits.push(wait);
      // What stands behind an init container or sidecar may be its turn now.
      if (slot.kind === 'init' && slot.current?.isRunning) this.shared.enqueue(this.uid);
    }
    if (!(await this.#takeOn(actions.resize))) waits.push(RESIZE_RETRY_MS);
    await this.#report();
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  /** Gives running containers what the pod was granted; false when that has to wait. */
  async #takeOn(containers: readonly ContainerSpec[]): Promise<boolean> {
    const toResize = containers.flatMap((container) => {
      const run = this.slot(container.name)?.current;
      return run ? [{ container, run }] : [];
    });
    const context = { pod: this.allocated, node: this.node.node(), held: () => this.memory() };
    const error = await actuate(toResize, context);
    if (error !== undefined) this.#resize.failed(this.#pod, error);
    else if (!this.slots.some(({ replaced }) => replaced)) this.#resize.completed(this.#pod);
    return error === undefined;
  }

  #owner(): StarterPod {
    const { net } = this.#sandbox;
    if (!net) throw new Error('a container cannot start before its sandbox');
    return {
      pod: this.allocated,
      net,
      volumes: this.#volumes,
      backOff: this.#backOff,
      view: this.#view(),
      slot: (container) => this.slot(container),
      tell: (type, what) => this.#tell(type, what),
      changed: () => this.shared.enqueue(this.uid),
      ended: (slot) => {
        slot.stopProbes();
        this.#unreported = true;
        if (!this.#ended) this.shared.enqueue(this.uid);
      },
      stop: (slot, message) => this.#stopper.stop(slot, message),
    };
  }

  #facts(): PodFacts {
    return {
      containers: this.#slots.facts,
      ...(this.#sandbox.ip === undefined ? {} : { podIP: this.#sandbox.ip }),
      sandboxReady: this.#sandbox.net !== undefined,
      resize: this.#resize.facts,
    };
  }

  #view(): DownwardView {
    const { hostIP } = this.node;
    return { pod: this.allocated, podIP: this.#sandbox.ip ?? '', hostIP, node: this.node.node() };
  }

  #setUpContext(): SetUpContext {
    return {
      pod: this.allocated,
      view: this.#view(),
      sources: this.shared.sources,
      client: this.node.client,
      nowMs: this.shared.clock.now(),
      tokens: this.#volumes.tokens,
    };
  }

  // ------------------------------------------------------------------------------------------------ ending

  /** Deletion: containers end within the grace period, then the object goes. */
  async #terminate(): Promise<number | undefined> {
    const graceMs = (this.#pod.metadata.deletionGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000;
    const { running } = this.#slots;
    if (running.length > 0) {
      this.#stopper.stopAll(running, graceMs);
      return undefined;
    }
    const { name, namespace } = { name: nameOf(this.#pod), namespace: namespaceOf(this.#pod) };
    if (this.slots.some((s) => s.current)) await this.#report();
    const wait = this.#tearDownMs();
    if (wait > 0) return wait;
    await this.#cleanUp();
    const preconditions = { uid: this.uid };
    await this.#client.pods
      .delete({ name, namespace }, { gracePeriodSeconds: 0, preconditions })
      .catch(ignoreGone);
    return undefined;
  }

  /** How long the sandbox still takes to go. Without this time a StatefulSet's new pod is there before `kubectl delete`
   * looks for the old one, and kubectl waits for the new one's end. */
  #tearDownMs(): number {
    if (!this.#sandbox.net) return 0;
    const now = this.shared.clock.now();
    this.#sandboxGoneAt ??= now + this.shared.latency.sandboxMs;
    return this.#sandboxGoneAt - now;
  }

  /** Its time on the node is up: containers end within the grace period, then the pod has failed. */
  async #expire(): Promise<undefined> {
    if (!this.#expired) {
      this.#tell('Normal', { reason: EVENT.DeadlineExceeded, message: MESSAGE.deadline });
    }
    this.#expired = true;
    return this.#fail((this.#pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS) * 1000);
  }

  /** Ends what runs; when nothing does, the pod has failed. */
  async #fail(graceMs: number): Promise<undefined> {
    const { running } = this.#slots;
    if (running.length > 0) {
      this.#stopper.stopAll(running, graceMs);
      return undefined;
    }
    await this.#report();
    return this.#releaseSandbox();
  }

  /** Deleted without waiting: nothing is told to a server that knows of no such pod. */
  async #vanish(): Promise<undefined> {
    this.#ended = true;
    await this.#slots.kill();
    await this.#cleanUp();
    this.shared.forget(this.uid);
  }

  #releaseSandbox(): undefined {
    this.#slots.stopProbes();
    this.#sandbox.release();
  }

  async #cleanUp(): Promise<void> {
    this.#ended = true;
    this.#releaseSandbox();
    this.node.puller.forgetPod(this.#pod);
    await this.node.logs.forgetPod(this.#pod);
    this.#slots.forgetLogs();
    await this.#volumes.remove();
  }

  // ------------------------------------------------------------------------------------------------ telling

  /** Writes because of the pod as it was seen last. */
  get #client(): Client {
    return this.node.client.because(this.#pod.metadata.resourceVersion);
  }

  async #report(): Promise<void> {
    this.#unreported = false;
    const written = await writeStatus(this.#client, {
      pod: this.allocated,
      facts: this.#facts(),
      nowMs: this.shared.clock.now(),
      hostIP: this.node.hostIP,
      ...(this.#eviction === undefined ? {} : { eviction: this.#eviction }),
    });
    if (written) this.update(written);
  }

  #tell(type: 'Normal' | 'Warning', what: { reason: string; message: string; fieldPath?: string }): void {
    if (!this.#gone) this.node.recorder.event(this.#pod, type, what);
  }

  #adopt(status: PodStatus): void {
    const { bootedMs } = this.node;
    adoptSlots(this.slots, status, { shared: this.shared, bootedMs });
    if (bootedMs !== undefined && parseTime(status.startTime ?? '') < bootedMs) {
      this.#sandboxLost = !isOver(this.#pod) && !isDeleting(this.#pod);
      return;
    }
    this.#sandboxDueAt = 0;
    if (status.podIP && !isOver(this.#pod)) this.#sandbox.keep(status.podIP);
  }
}
