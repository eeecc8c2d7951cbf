/** An object of the cluster as the page gets it: what it is, how it is doing, whom it belongs to. */
import { type KubeObject, parseTime } from '@/apimachinery';
import { controllerOf, nameOf, uidOf } from '@/kube';
import { idOf, type ViewObject } from '../protocol';
import type { Described } from './described';

export type { Described } from './described';
export * from './others';
export * from './workloads';

const MAX_TEXT = 400;
const MAX_LABELS = 24;
const MAX_TARGETS = 200;

export function viewObject(object: KubeObject, described: Described): ViewObject {
  const { metadata, kind } = object;
  const owner = controllerOf(object);
  const { state, facts, targets, ...rest } = described;
  return {
    id: idOf(kind, metadata.namespace, nameOf(object)),
    kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    name: nameOf(object),
    uid: uidOf(object),
    created: parseTime(metadata.creationTimestamp ?? '') || 0,
    state: { tone: state.tone, text: short(state.text), ...(state.why ? { why: short(state.why) } : {}) },
    labels: Object.fromEntries(Object.entries(metadata.labels ?? {}).slice(0, MAX_LABELS)),
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => [name, short(value)]),
    ...(owner ? { owner: idOf(owner.kind, metadata.namespace, owner.name) } : {}),
    ...(targets ? { targets: targets.slice(0, MAX_TARGETS) } : {}),
    ...rest,
  };
}

export const short = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
