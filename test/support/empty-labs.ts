/** A lab without tasks on a cluster of three nodes, for tests that are not about labs. */
import { mkdir } from 'node:fs/promises';
import type { ClusterSpec } from '@/clusters';
import type { Lab, LabRuntime } from '@/labhost';

export const DEFAULT_CLUSTER: ClusterSpec = {
  name: 'sealegs',
  nodes: [
    { name: 'controlplane', role: 'control-plane' },
    { name: 'node01', role: 'worker' },
    { name: 'node02', role: 'worker' },
  ],
};

const emptyLab = (id: string, revision: string): Lab => ({
  id,
  revision,
  clusters: [DEFAULT_CLUSTER],
  namespaces: [],
  save: async (folder) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  },
  setUp: async () => {},
  grade: async () => ({ labId: id, labRevision: revision, score: 0, tasks: [] }),
  solution: async () => ({ part: 'scripts' as const, scripts: [] }),
  watch: () => ({ stop: () => {} }),
});

export const emptyLabRuntime: LabRuntime = {
  load: async (labId, revision) => emptyLab(labId, revision),
  reopen: async (_folder, labId, revision) => emptyLab(labId, revision),
};
