/**
 * Images of one node: what is there, what is being pulled (one at a time), and the back-off of pulls that failed.
 * `ensure` never waits: it says how things stand and calls back when they have changed.
 */
// upstream: pkg/kubelet/images/image_manager.go EnsureImageExists
import type { Clock, Rng, Timer } from '@/apimachinery';
import type { ContainerSpec, Pod } from '@/kube';
import {
  ImagePullError,
  type ImageRegistry,
  InvalidReferenceError,
  parseImageReference,
  type ResolvedImage,
} from '../../images';
import { BackOff } from '../backoff';
import type { Waiting } from '../facts';
import { EVENT, MESSAGE, WAITING } from '../reasons';
import type { Keyring } from './keyring';

export type ImageState =
  | { readonly kind: 'present'; readonly image: ResolvedImage }
  | { readonly kind: 'pulling' }
  | { readonly kind: 'failed'; readonly waiting: Waiting; readonly retryMs: number };

type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

export interface PullRequest {
  readonly pod: Pod;
  readonly container: ContainerSpec;
  readonly keyring: Keyring;
  readonly tell: Tell;
  /** Called when a pull that was under way has ended. */
  readonly changed: () => void;
}

interface Pull {
  state: 'pulling' | 'done' | 'failed';
  error?: string;
}

export interface PullerOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly registry: ImageRegistry;
  readonly pullFactor: number;
  /** The node has one more image. */
  readonly pulled: (image: ResolvedImage) => void;
}

/** How soon a failed pull is looked at again, to find itself in back-off. */
const RETRY_AFTER_FAILURE_MS = 3_000;
/** An image that is there is only checked against the registry; that goes for nothing here. */
const RECHECK_MIN_MS = 350;
const RECHECK_SPREAD_MS = 500;

export class ImagePuller {
  readonly #present = new Map<string, ResolvedImage>();
  readonly #pulls = new Map<string, Pull>();
  readonly #backOff = new BackOff();
  readonly #queue: (() => void)[] = [];
  #busy = false;
  #timer: Timer | undefined;

  constructor(private readonly options: PullerOptions) {}

  /** Images that the node had before (its status names them). */
  remember(names: readonly string[]): void {
    for (const name of names) {
      const image = this.options.registry.find(name);
      if (image) this.#present.set(image.name, image);
    }
  }

  /** The image behind a name, when the node has it. */
  known(image: string): ResolvedImage | undefined {
    const name = canonicalName(image);
    return name instanceof InvalidReferenceError
      ? undefined
      : (this.#present.get(name) ?? this.options.registry.find(image));
  }

  /** Ends the pull under way and forgets those that wait. */
  close(): void {
    this.#timer?.cancel();
    this.#queue.length = 0;
  }

  ensure(request: PullRequest): ImageState {
    const { container, tell } = request;
    const image = container.image ?? '';
    const name = canonicalName(image);
    if (name instanceof InvalidReferenceError) {
      const message = MESSAGE.invalidName(image, name.message);
      tell('Warning', EVENT.InspectFailed, message);
      return failed(tell, { reason: WAITING.InvalidImageName, message }, RETRY_AFTER_FAILURE_MS * 4);
    }
    const key = `${request.pod.metadata.uid}_${image}`;
    const present = this.#present.get(name);
    if (present && this.#pulls.get(key)?.state === 'done') {
      this.#pulls.delete(key);
      return { kind: 'present', image: present };
    }
    const policy = container.imagePullPolicy ?? 'IfNotPresent';
    const usable = present && this.#isOpenTo(request, present);
    if (policy === 'Never' && !usable) {
      const message = MESSAGE.neverPull(image);
      tell('Warning', EVENT.ErrImageNeverPull, message);
      return failed(tell, { reason: WAITING.ErrImageNeverPull, message }, RETRY_AFTER_FAILURE_MS * 4);
    }
    if (policy !== 'Always' && usable) {
      tell('Normal', EVENT.Pulled, MESSAGE.present(image));
      return { kind: 'present', image: present };
    }
    return this.#pull(request, { key, name });
  }

  /** An image that was pulled with credentials is there only for pods that have them, too. */
  // upstream: pkg/kubelet/images/pullmanager MustAttemptImagePull
  #isOpenTo({ keyring }: PullRequest, image: ResolvedImage): boolean {
    if (!image.definition.credentials) return true;
    try {
      this.options.registry.resolve(image.name, keyring.lookup(repositoryOf(image.name)));
      return true;
    } catch (error) {
      if (error instanceof ImagePullError) return false;
      throw error;
    }
  }

  #pull(request: PullRequest, { key, name }: { key: string; name: string }): ImageState {
    const { container, tell } = request;
    const pull = this.#pulls.get(key);
    if (pull?.state === 'pulling') return { kind: 'pulling' };
    const now = this.options.clock.now();
    const delay = this.#backOff.delaySinceUpdate(key, now);
    if (delay) {
      const message = MESSAGE.pullBackOff(container.image ?? '');
      tell('Normal', EVENT.BackOff, message);
      const full = pull?.error ? `${message}: ${WAITING.ErrImagePull}: ${pull.error}` : message;
      return failed(tell, { reason: WAITING.ImagePullBackOff, message: full }, delay.leftMs);
    }
    return this.#begin(request, { key, name, now });
  }

  #begin(request: PullRequest, { key, name, now }: { key: string; name: string; now: number }): ImageState {
    const { container, tell } = request;
    const image = container.image ?? '';
    tell('Normal', EVENT.Pulling, MESSAGE.pulling(image));
    let resolved: ResolvedImage;
    try {
      resolved = this.options.registry.resolve(image, request.keyring.lookup(repositoryOf(image)));
    } catch (error) {
      if (!(error instanceof ImagePullError)) throw error;
      tell('Warning', EVENT.Failed, MESSAGE.pullFailed(image, error.message));
      this.#backOff.next(key, now, now);
      this.#pulls.set(key, { state: 'failed', error: error.message });
      return failed(tell, { reason: WAITING.ErrImagePull, message: error.message }, RETRY_AFTER_FAILURE_MS);
    }
    const { rng, pullFactor } = this.options;
    if (this.#present.has(name)) {
      const ms = RECHECK_MIN_MS + rng.int(RECHECK_SPREAD_MS);
      tell(
        'Normal',
        EVENT.Pulled,
        MESSAGE.pulled(image, { ms, totalMs: ms, bytes: resolved.definition.sizeBytes }),
      );
      return { kind: 'present', image: resolved };
    }
    const pull: Pull = { state: 'pulling' };
    this.#pulls.set(key, pull);
    const ms = Math.round(resolved.definition.pullMs * pullFactor);
    this.#enqueue(
      () => (this.#present.has(name) ? 0 : ms),
      () => {
        const totalMs = this.options.clock.now() - now;
        const pulledMs = Math.min(Math.max(ms, 1), Math.max(totalMs, 1));
        tell(
          'Normal',
          EVENT.Pulled,
          MESSAGE.pulled(image, { ms: pulledMs, totalMs, bytes: resolved.definition.sizeBytes }),
        );
        pull.state = 'done';
        this.#backOff.forget(key);
        const isNew = !this.#present.has(name);
        this.#present.set(name, resolved);
        if (isNew) this.options.pulled(resolved);
        request.changed();
      },
    );
    return { kind: 'pulling' };
  }

  /** Pulls of a node are serialized, as serializeImagePulls says by default. */
  #enqueue(duration: () => number, done: () => void): void {
    this.#queue.push(() => {
      this.#timer = this.options.clock.setTimer(duration(), () => {
        this.#busy = false;
        done();
        this.#next();
      });
    });
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#busy = true;
    job();
  }

  /** Drops what was kept for a pod that is gone. */
  forgetPod(pod: Pod): void {
    for (const { image } of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
      const key = `${pod.metadata.uid}_${image}`;
      this.#pulls.delete(key);
      this.#backOff.forget(key);
    }
  }
}

function failed(tell: Tell, waiting: Waiting, retryMs: number): ImageState {
  tell('Warning', EVENT.Failed, MESSAGE.failed(waiting.reason));
  return { kind: 'failed', waiting, retryMs };
}

const repositoryOf = (image: string): string => parseImageReference(image).repository;

function canonicalName(image: string): string | InvalidReferenceError {
  try {
    return parseImageReference(image).canonical;
  } catch (error) {
    if (error instanceof InvalidReferenceError) return error;
    throw error;
  }
}
