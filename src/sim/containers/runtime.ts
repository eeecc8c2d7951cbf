/** The container engine of one cluster, assembled: files, engine client, containers and volumes. */
import type { Clock, Rng } from '@/apimachinery';
import type { ContainerConfig, ContainerRuntime, Journal, StateSection, Volume } from '../contracts';
import { inlineEngine } from './engine/inline';
import type { ShellEngine } from './engine/protocol';
import { RunningContainer } from './host/container';
import { EngineClient } from './host/engine-client';
import { TreeStore } from './host/tree-store';
import { openVolume } from './host/volume';
import { type ContainerLimits, DEFAULT_LIMITS } from './limits';

export interface ContainerRuntimeOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  /** Where file changes go; without one nothing outlives the process. */
  readonly journal?: Journal;
  /** Where shell processes run. The default runs them in this thread: for tests and the browser. */
  readonly engine?: ShellEngine;
  readonly limits?: Partial<ContainerLimits>;
  /** Told of failures that nobody waits for. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const SEED_BOUND = 2 ** 31;

export function createContainerRuntime({
  clock,
  rng,
  journal,
  engine: shellEngine,
  limits: given,
  onError,
}: ContainerRuntimeOptions): ContainerRuntime {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const trees: TreeStore = new TreeStore({
    journal,
    limits,
    beforeRestore: () => engine.close({ tell: false }),
    ...(onError && { failed: onError }),
  });
  const engine: EngineClient = new EngineClient({
    engine: shellEngine ?? inlineEngine(clock),
    clock,
    trees,
    limits,
    seed: () => rng.int(SEED_BOUND),
  });
  const host = { clock, trees, engine };
  const volumes = new Map<string, Volume>();
  return {
    create: async (config: ContainerConfig) => new RunningContainer(config, host),
    volume: async (id) => {
      const volume = volumes.get(id) ?? openVolume(id, host);
      volumes.set(id, volume);
      return volume;
    },
    state: trees satisfies StateSection,
    settled: () => engine.settled(),
    close: async () => engine.close({ tell: true }),
  };
}
