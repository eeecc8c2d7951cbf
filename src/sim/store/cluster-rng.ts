/**
 * The cluster's random numbers. Their state is part of the cluster's state: each write records it, so that a cluster
 * that was reopened or taken back goes on with the numbers it would have drawn.
 */
import { createRng, type Rng, type RngState } from '@/apimachinery';

export class ClusterRng implements Rng {
  #inner: Rng;

  constructor(seed: number) {
    this.#inner = createRng(seed);
  }

  next(): number {
    return this.#inner.next();
  }

  int(bound: number): number {
    return this.#inner.int(bound);
  }

  state(): RngState {
    return this.#inner.state();
  }

  /** Goes on from a state taken earlier. */
  restore(state: RngState): void {
    this.#inner = createRng(state);
  }
}
