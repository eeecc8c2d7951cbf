/** What a lab `needs` of its clusters beyond their API is asked for by name, before anything is set up. */
import type { Lab } from './load-lab';

type Power = Lab['needs'][number];

/** The part of a ClusterHandle that tells what its provider can do. */
interface PoweredCluster {
  readonly provider: string;
  capability(name: Power): unknown;
}

const POWERS: Readonly<Record<Power, string>> = {
  snapshot: 'goes back to earlier states of its clusters',
  time: "moves its clusters' clock",
  undo: 'takes changes back',
};

/** @throws Error, with a sentence for students, when the clusters' provider can't do what the lab needs */
export function requirePowers({ needs }: Pick<Lab, 'needs'>, clusters: readonly PoweredCluster[]): void {
  for (const power of needs) {
    const weak = clusters.find((cluster) => cluster.capability(power) === undefined);
    if (weak)
      throw new Error(
        `it ${POWERS[power]}, which clusters of the provider "${weak.provider}" can't do. Use simulated ones.`,
      );
  }
}
