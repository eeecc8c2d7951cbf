import { expect, it, vi } from 'vitest';
import type { Transport } from '@/kube';
import { checkSpec } from '../grading/check-schema';
import type { GradedCluster } from '../grading/cluster-reader';
import type { GradedHome } from '../grading/graded-home';
import { followProgress } from './follow-progress';

function labOf(...conditions: readonly object[]) {
  const checks = conditions.map((one, index) =>
    checkSpec.parse({ id: `c${index}`, title: 'It is so', ...one }),
  );
  return { tasks: [{ id: 't', title: 'Task', weight: 1, body: 'Do it.', hints: [], checks }] };
}

function world() {
  const watched: string[] = [];
  const transport: Transport = {
    call: () => Promise.reject(new Error('nothing is asked')),
    watch: ({ resource }) => {
      watched.push(resource);
      return { stop: () => watched.splice(watched.indexOf(resource), 1) };
    },
  };
  const cluster = {
    name: 'lab',
    admin: () => ({ transport, user: { name: 'g' } }),
  } as unknown as GradedCluster;
  const files = new Map<string, () => void>();
  const home: GradedHome = {
    read: async () => ({ problem: 'there is no such file' }),
    watch: (names, changed) => {
      for (const name of names) files.set(name, changed);
      return () => files.clear();
    },
  };
  return { watched, cluster, files, home };
}

const canI = { 'can-i': { user: 'ana', verb: 'get', resource: 'pods' } };
const file = { file: { path: 'ana.key' } };

it('watches what decides who may do what', async () => {
  const { watched, cluster, home } = world();
  const stop = followProgress({
    lab: labOf(canI),
    clusters: [cluster],
    home,
    schedule: () => {},
    onChange: () => {},
  });
  await vi.waitFor(() =>
    expect([...watched].sort()).toEqual(['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles']),
  );
  stop();
  expect(watched).toEqual([]);
});

it('watches what a command in a pod may read and reach', async () => {
  const { watched, cluster, home } = world();
  const exec = { exec: { pod: 'web', command: ['cat', '/etc/motd'], expected: 'a greeting' } };
  followProgress({ lab: labOf(exec), clusters: [cluster], home, schedule: () => {}, onChange: () => {} });
  await vi.waitFor(() =>
    expect([...watched].sort()).toEqual([
      'configmaps',
      'endpointslices',
      'ingresses',
      'networkpolicies',
      'persistentvolumeclaims',
      'pods',
      'secrets',
      'services',
    ]),
  );
});

it('looks again once when files of checks change, and not after it was told to stop', () => {
  const { cluster, files, home } = world();
  const due: (() => void)[] = [];
  const onChange = vi.fn();
  const schedule = (_ms: number, run: () => void) => void due.push(run);
  const stop = followProgress({ lab: labOf(file, file), clusters: [cluster], home, schedule, onChange });
  const changed = files.get('ana.key');
  changed?.();
  changed?.();
  for (const run of due.splice(0)) run();
  expect(onChange).toHaveBeenCalledTimes(1);
  stop();
  expect(files.size).toBe(0);
});
