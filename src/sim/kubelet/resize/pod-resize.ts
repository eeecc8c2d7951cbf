/**
 * The resizes of one pod: what it was granted, what it still waits for, and what its containers have yet to take on.
 */
// upstream: pkg/kubelet/allocation/allocation_manager.go handlePodResourcesResize
import type { Node, Pod } from '@/kube';
import type { ResizeFacts } from '../facts';
import { EVENT, MESSAGE } from '../reasons';
import { refusalOf } from './admission';
import { type Allocation, allocatedPod, allocationOf, differs, toldAllocation } from './allocation';

export interface ResizeHost {
  node(): Node | undefined;
  /** The other pods of the node, as they were granted. */
  neighbours(): readonly Pod[];
  /** Others may have waited for what is free now. */
  released(): void;
  tell(type: 'Normal' | 'Warning', what: { reason: string; message: string }): void;
}

export class PodResize {
  #allocation: Allocation;
  #pending: ResizeFacts['pending'];
  #progress: ResizeFacts['progress'];
  #seen: Pod | undefined;
  #granted: Pod | undefined;

  constructor(
    pod: Pod,
    private readonly host: ResizeHost,
  ) {
    this.#allocation = pod.status?.startTime ? toldAllocation(pod, pod.status) : allocationOf(pod);
  }

  /** The pod with the resources that it was granted. */
  allocated(pod: Pod): Pod {
    if (this.#seen === pod && this.#granted) return this.#granted;
    this.#seen = pod;
    this.#granted = allocatedPod(pod, this.#allocation);
    return this.#granted;
  }

  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  get facts(): ResizeFacts {
    return {
      ...(this.#pending ? { pending: this.#pending } : {}),
      ...(this.#progress ? { progress: this.#progress } : {}),
    };
  }

  /** Grants the pod what it asks for, if the node has it; true when it has been granted anything new. */
  consider(pod: Pod): boolean {
    if (!differs(pod, this.#allocation)) {
      this.#pending = undefined;
      return false;
    }
    const { generation = 0 } = pod.metadata;
    const refusal = refusalOf(pod, this.host.node(), this.host.neighbours());
    if (refusal) {
      const { reason, message } = refusal;
      const known = this.#pending;
      if (known?.reason === reason && known.message === message && known.generation === generation)
        return false;
      this.#pending = { ...refusal, generation };
      this.host.tell('Warning', {
        reason: reason === 'Deferred' ? EVENT.ResizeDeferred : EVENT.ResizeInfeasible,
        message: MESSAGE.resize(`Pod resize ${reason}`, pod, { generation, error: message }),
      });
      return false;
    }
    this.#allocation = allocationOf(pod);
    this.#seen = undefined;
    this.#pending = undefined;
    this.#progress = { generation };
    const message = MESSAGE.resize('Pod resize started', pod, { generation });
    this.host.tell('Normal', { reason: EVENT.ResizeStarted, message });
    this.host.released();
    return true;
  }

  /** Its containers could not take on what it was granted. */
  failed(pod: Pod, error: string): void {
    const { generation } = this.#progress ?? { generation: pod.metadata.generation ?? 0 };
    if (this.#progress?.error === error) return;
    this.#progress = { generation, error };
    const message = MESSAGE.resize('Pod resize error', this.allocated(pod), { generation, error });
    this.host.tell('Warning', { reason: EVENT.ResizeError, message });
  }

  /** Its containers have what it was granted. */
  completed(pod: Pod): void {
    if (!this.#progress) return;
    const { generation } = this.#progress;
    this.#progress = undefined;
    const message = MESSAGE.resize('Pod resize completed', this.allocated(pod), { generation });
    this.host.tell('Normal', { reason: EVENT.ResizeCompleted, message });
  }
}
