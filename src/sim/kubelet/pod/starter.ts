/** Brings one container of a pod to life: back-off, image, configuration, process, probes, postStart hook. */
// upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer
import type { Rng } from '@/apimachinery';
import { namespaceOf, type Pod } from '@/kube';
import type { NetworkAccess } from '../../contracts';
import type { ResolvedImage } from '../../images';
import type { BackOff } from '../backoff';
import { type BuiltConfig, buildContainerConfig, TargetError } from '../config/container-config';
import { DownwardError, type DownwardView } from '../config/downward';
import { makeEnvironment } from '../config/env';
import { NonRootError } from '../config/non-root';
import { serviceEnvironment } from '../config/service-env';
import { SourceError } from '../config/sources';
import { runHandler } from '../lifecycle/handlers';
import { hookFailure } from '../lifecycle/hooks';
import { ContainerRun } from '../lifecycle/run';
import { scopedNetwork } from '../lifecycle/scoped-network';
import { Prober } from '../probes/prober';
import { keyringOf } from '../pull/pull-secrets';
import { EVENT, MESSAGE, WAITING } from '../reasons';
import type { PodVolumes } from '../volumes';
import type { NodeContext, SharedContext } from './context';
import type { ContainerSlot } from './slot';

/** The pod as the starter needs it. */
export interface StarterPod {
  readonly pod: Pod;
  readonly net: NetworkAccess;
  readonly volumes: PodVolumes;
  readonly backOff: BackOff;
  readonly view: DownwardView;
  slot(container: string): ContainerSlot | undefined;
  tell(type: 'Normal' | 'Warning', what: { reason: string; message: string; fieldPath?: string }): void;
  /** Something about the pod's containers has changed. */
  changed(): void;
  ended(slot: ContainerSlot): void;
  stop(slot: ContainerSlot, message: string): void;
}

/** The image is being pulled: the pod's further containers wait for it, as they are started one after another. */
export const PULLING = Symbol('pulling');

/** How soon a container that could not be configured is tried again. */
const RETRY_MS = 10_000;
const POST_START_LIMIT_MS = 24 * 3_600_000;

/** What a user can have got wrong in a container's configuration. */
const CONFIG_ERRORS = [SourceError, DownwardError, NonRootError, TargetError];

export class ContainerStarter {
  constructor(
    private readonly shared: SharedContext,
    private readonly node: NodeContext,
  ) {}

  /** Starts the next run, or says why not yet; returns when to look again (absent: something will call). */
  async start(slot: ContainerSlot, owner: StarterPod): Promise<number | typeof PULLING | undefined> {
    const outcome = await this.#attempt(slot, owner);
    // A run that was to be replaced has had its one attempt; from here on the restart policy decides.
    if (outcome !== PULLING) slot.replaced = false;
    return outcome;
  }

  async #attempt(slot: ContainerSlot, owner: StarterPod): Promise<number | typeof PULLING | undefined> {
    const wait = this.#inBackOff(slot, owner);
    if (wait !== undefined) return wait;
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string) =>
      owner.tell(type, { reason, message, fieldPath: slot.fieldPath });
    const state = this.node.puller.ensure({
      pod: owner.pod,
      keyring: await keyringOf(owner.pod, this.shared.sources, owner.tell),
      container: slot.spec,
      tell,
      changed: owner.changed,
    });
    if (state.kind === 'pulling') return PULLING;
    if (state.kind === 'failed') {
      slot.waiting = state.waiting;
      return state.retryMs;
    }
    const run = this.#newRun(slot, owner, { image: state.image, id: containerId(this.shared.rng) });
    const built = await this.#configure(slot, owner, { image: state.image, run });
    if (!built) return RETRY_MS;
    this.#countStart(slot, owner);
    return this.#launch(slot, owner, { run: run.run, built });
  }

  /** After a restore: the same container once more, without a word. */
  async resume(slot: ContainerSlot, owner: StarterPod): Promise<void> {
    const instance = slot.current?.instance;
    slot.toResume = false;
    if (!instance) return;
    const image = this.node.puller.known(slot.spec.image ?? '');
    const run = this.#newRun(slot, owner, { image, id: instance.id, adopted: instance });
    slot.current = run.run;
    this.node.logs.opened({ pod: owner.pod, run: run.run });
    if (!image) return run.run.fail(`image ${slot.spec.image} is not known any more`);
    const built = await this.#configure(slot, owner, { image, run });
    if (!built) return run.run.fail(slot.waiting?.message ?? 'the container could not be configured');
    try {
      const container = await this.shared.runtime.create(built.config);
      await run.run.start(container, instance.startedAt ?? this.shared.clock.now());
      this.#probe(slot, owner);
    } catch (error) {
      await run.run.fail(startFailure(error));
    }
  }

  #inBackOff(slot: ContainerSlot, owner: StarterPod): number | undefined {
    const exit = lastFailure(slot);
    if (!exit) return undefined;
    const delay = owner.backOff.delaySince(backOffKey(slot), exit.finishedAt, this.shared.clock.now());
    if (!delay) return undefined;
    const { name } = slot.spec;
    if (slot.toldBackOffOf !== slot.current) {
      slot.toldBackOffOf = slot.current;
      const message = MESSAGE.crashBackOffEvent(name, owner.pod);
      owner.tell('Warning', { reason: EVENT.BackOff, message, fieldPath: slot.fieldPath });
    }
    slot.waiting = {
      reason: WAITING.CrashLoopBackOff,
      message: MESSAGE.crashBackOff(delay.delayMs, name, owner.pod),
    };
    return delay.leftMs;
  }

  #countStart(slot: ContainerSlot, owner: StarterPod): void {
    const exit = lastFailure(slot);
    if (exit) owner.backOff.next(backOffKey(slot), exit.finishedAt, this.shared.clock.now());
  }

  #newRun(
    slot: ContainerSlot,
    owner: StarterPod,
    of: { image: ResolvedImage | undefined; id: string; adopted?: ContainerRun['instance'] },
  ) {
    const network = scopedNetwork(owner.net);
    const restartCount = slot.current ? slot.current.instance.restartCount + 1 : 0;
    const instance = (of.adopted && { ...of.adopted, resources: slot.spec.resources ?? {} }) ?? {
      id: of.id,
      restartCount,
      image: slot.spec.image,
      imageName: of.image?.name ?? slot.spec.image ?? '',
      imageId: of.image?.imageId ?? '',
      resources: slot.spec.resources ?? {},
    };
    const run = new ContainerRun(instance, {
      clock: this.shared.clock,
      spec: slot.spec,
      network,
      stopSignal: slot.spec.lifecycle?.stopSignal ?? of.image?.definition.stopSignal ?? 'SIGTERM',
      logBudget: this.shared.logBudget,
      ended: () => {
        this.node.memory.changed(instance.id, 0);
        owner.ended(slot);
      },
    });
    return { run, network };
  }

  /** Undefined, with the slot saying why, when the configuration lacks something. */
  async #configure(
    slot: ContainerSlot,
    owner: StarterPod,
    of: { image: ResolvedImage; run: { run: ContainerRun; network: { access: NetworkAccess } } },
  ): Promise<BuiltConfig | undefined> {
    const { pod, view } = owner;
    const fieldPath = slot.fieldPath;
    try {
      const env = await makeEnvironment(slot.spec, {
        view,
        sources: this.shared.sources,
        services: serviceEnvironment(this.shared.services(), {
          namespace: namespaceOf(pod),
          enableServiceLinks: pod.spec?.enableServiceLinks !== false,
        }),
        skipped: (message) =>
          owner.tell('Warning', { reason: EVENT.InvalidEnvironmentVariableNames, message }),
      });
      return buildContainerConfig({
        id: of.run.run.instance.id,
        pod,
        container: slot.spec,
        image: of.image,
        env,
        volumes: owner.volumes,
        net: of.run.network.access,
        node: view.node,
        memoryChanged: (bytes) => this.node.memory.changed(of.run.run.instance.id, bytes),
        idOf: (name) => owner.slot(name)?.current?.instance.id,
      });
    } catch (error) {
      if (!CONFIG_ERRORS.some((kind) => error instanceof kind) || !(error instanceof Error)) throw error;
      const { message } = error;
      owner.tell('Warning', { reason: EVENT.Failed, message: MESSAGE.failed(message), fieldPath });
      slot.waiting = { reason: WAITING.CreateContainerConfigError, message };
      return undefined;
    }
  }

  async #launch(
    slot: ContainerSlot,
    owner: StarterPod,
    of: { run: ContainerRun; built: BuiltConfig },
  ): Promise<number | undefined> {
    const { run, built } = of;
    const { fieldPath } = slot;
    const normal = (reason: string, message: string) => owner.tell('Normal', { reason, message, fieldPath });
    const warn = (message: string) =>
      owner.tell('Warning', { reason: EVENT.Failed, message: MESSAGE.failed(message), fieldPath });
    try {
      const container = await this.shared.runtime.create(built.config);
      normal(EVENT.Created, MESSAGE.created);
      slot.advance(run);
      this.node.logs.opened({ pod: owner.pod, run });
      run.print(built.prelude);
      run.setStarting(slot.spec.lifecycle?.postStart !== undefined);
      await run.start(container, this.shared.clock.now());
    } catch (error) {
      const message = startFailure(error);
      warn(message);
      if (slot.current !== run) {
        slot.waiting = { reason: WAITING.CreateContainerError, message };
        return RETRY_MS;
      }
      slot.waiting = { reason: WAITING.RunContainerError, message };
      await run.fail(message);
      return undefined;
    }
    normal(EVENT.Started, MESSAGE.started);
    slot.waiting = undefined;
    this.#probe(slot, owner);
    if (slot.spec.lifecycle?.postStart) void this.#postStart(slot, owner, run).catch(this.shared.onError);
    return undefined;
  }

  #probe(slot: ContainerSlot, owner: StarterPod): void {
    const { startupProbe, livenessProbe, readinessProbe } = slot.spec;
    if (!startupProbe && !livenessProbe && !readinessProbe) return;
    slot.stopProbes();
    slot.prober = new Prober({
      clock: this.shared.clock,
      spec: slot.spec,
      context: () => this.#handlerContext(slot, owner),
      tell: (reason, message) => owner.tell('Warning', { reason, message, fieldPath: slot.fieldPath }),
      changed: owner.changed,
    });
  }

  #handlerContext(slot: ContainerSlot, owner: StarterPod) {
    return {
      clock: this.shared.clock,
      network: this.shared.network,
      podIP: owner.net.ip,
      spec: slot.spec,
      container: slot.current?.container,
    };
  }

  /** Until the hook has ended the container does not count as running; a hook that fails ends it. */
  async #postStart(slot: ContainerSlot, owner: StarterPod, run: ContainerRun): Promise<void> {
    const hook = slot.spec.lifecycle?.postStart;
    if (!hook) return;
    const result = await runHandler(hook, this.#handlerContext(slot, owner), POST_START_LIMIT_MS);
    run.setStarting(false);
    if (!result.ok && run.isRunning) {
      owner.tell('Warning', {
        reason: EVENT.FailedPostStartHook,
        message: 'PostStartHook failed',
        fieldPath: slot.fieldPath,
      });
      const message = hookFailure(hook, result, { pod: owner.pod, spec: slot.spec });
      slot.waiting = { reason: WAITING.PostStartHookError, message };
      owner.stop(slot, MESSAGE.postStartFailed);
    }
    owner.changed();
  }
}

/** The end that back-off counts from: not that of a run which was ended to be replaced. upstream: doBackOff */
const lastFailure = ({ replaced, current, last }: ContainerSlot) =>
  (replaced ? last : current)?.instance.exit;

/** Another image begins afresh. upstream: pkg/kubelet/kuberuntime/helpers.go GetBackoffKey */
const backOffKey = ({ spec }: ContainerSlot): string => `${spec.name} ${spec.image}`;

/** What containerd and runc put around the reason. */
const startFailure = (error: unknown): string =>
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ' +
  `${error instanceof Error ? error.message : String(error)}: unknown`;

const containerId = (rng: Rng): string => {
  let id = '';
  for (let i = 0; i < 8; i++) id += rng.int(0x1_0000_0000).toString(16).padStart(8, '0');
  return id;
};
