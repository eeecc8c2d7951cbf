/** Pods that are alike (the same owner, node and state) as one: more than a page shows one by one. */
import { idOf, type ViewObject } from './protocol';

export function groupPods(pods: readonly ViewObject[]): readonly ViewObject[] {
  const groups = new Map<string, ViewObject>();
  for (const pod of pods) {
    const name = [pod.owner ?? 'alone', pod.node ?? 'no node', pod.state.text].join(' · ');
    const id = idOf('Pod', pod.namespace, name);
    const known = groups.get(id);
    groups.set(id, known ? { ...known, count: (known.count ?? 1) + 1 } : alike(pod, id));
  }
  // Those of whom there is something to tell come first; each place is one of the page's.
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

const alike = ({ owner, node, namespace, created, state }: ViewObject, id: string): ViewObject => ({
  id,
  kind: 'Pod',
  ...(namespace === undefined ? {} : { namespace }),
  name: owner?.split('/').at(-1) ?? 'pods without an owner',
  uid: id,
  created,
  state: { tone: state.tone, text: state.text },
  labels: {},
  facts: [],
  ...(owner ? { owner } : {}),
  ...(node ? { node } : {}),
  count: 1,
});

const weight = ({ state, count = 1 }: ViewObject): number => (state.tone === 'bad' ? 1_000_000 : 0) + count;
