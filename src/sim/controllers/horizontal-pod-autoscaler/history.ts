/** What one autoscaler recommended and did lately. It is forgotten when the controller starts anew, as upstream's is. */
// upstream: pkg/controller/podautoscaler/horizontal.go recommendations, scaleUpEvents, scaleDownEvents

interface Entry {
  readonly at: number;
  readonly value: number;
}

/** Longer than any window or period that a behavior may have. */
const KEPT_MS = 3_600_000;

export class History {
  #recommendations: readonly Entry[] = [];
  #changes: readonly Entry[] = [];

  /** Every recommendation before it is stabilized or limited. */
  recommend(replicas: number, now: number): void {
    this.#recommendations = [...recent(this.#recommendations, now), { at: now, value: replicas }];
  }

  /** By how much the target was scaled; negative: down. */
  scaled(by: number, now: number): void {
    this.#changes = [...recent(this.#changes, now), { at: now, value: by }];
  }

  get isEmpty(): boolean {
    return this.#recommendations.length === 0;
  }

  recommendedSince(at: number): readonly number[] {
    return this.#recommendations.filter((entry) => entry.at > at).map(({ value }) => value);
  }

  /** Replicas that were added since then, or removed. */
  changed(direction: 'up' | 'down', since: number): number {
    const sign = direction === 'up' ? 1 : -1;
    return this.#changes
      .filter((entry) => entry.at > since && entry.value * sign > 0)
      .reduce((sum, entry) => sum + Math.abs(entry.value), 0);
  }
}

const recent = (entries: readonly Entry[], now: number) => entries.filter(({ at }) => at > now - KEPT_MS);
