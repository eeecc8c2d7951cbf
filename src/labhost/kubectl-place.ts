/**
 * Where the student's kubectl points, and whether that is where the lab plays. The kubeconfig lies in a home that may
 * hold anything: it is read without following links, within bounds, and what cannot be understood says nothing.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import type { HomeFiles } from '@/terminal/server';
import type { Stray } from './protocol';

const KUBECONFIG = '.kube/config';
const MAX_NAME = 100;

const name = z.string().max(MAX_NAME);
const kubeconfig = z.object({
  'current-context': name.catch(''),
  contexts: z
    .array(z.object({ name, context: z.object({ cluster: name, namespace: name.optional() }) }))
    .catch([]),
});

export interface LabPlace {
  /** Names of its clusters, as the kubeconfig that the session began with has them. */
  readonly clusters: readonly string[];
  /** Where its tasks play; empty: anywhere. */
  readonly namespaces: readonly string[];
}

/** What is amiss with a kubeconfig; undefined when nothing is, or when it says nothing. */
export function strayOf(text: string, { clusters, namespaces }: LabPlace): Stray | undefined {
  const config = understood(text);
  if (!config) return undefined;
  const current = config['current-context'];
  const context = config.contexts.find((one) => one.name === current)?.context;
  if (!context || !clusters.includes(context.cluster)) {
    const wanted = config.contexts
      .filter((one) => clusters.includes(one.context.cluster))
      .map((one) => one.name);
    return { what: 'context', current, wanted: wanted.slice(0, clusters.length) };
  }
  const namespace = context.namespace || 'default';
  if (namespaces.length === 0 || namespaces.includes(namespace)) return undefined;
  return { what: 'namespace', current: namespace, wanted: [...namespaces] };
}

function understood(text: string): z.output<typeof kubeconfig> | undefined {
  try {
    return kubeconfig.safeParse(parse(text)).data;
  } catch {
    // No YAML: kubectl itself says so.
    return undefined;
  }
}

/** Tells what is amiss at first and whenever that changes. @returns how to stop */
export function followPlace(
  home: Pick<HomeFiles, 'read' | 'watch'>,
  lab: LabPlace,
  tell: (stray: Stray | undefined) => void,
): () => void {
  let stopped = false;
  let told: string | undefined;
  const look = async () => {
    const file = await home.read(KUBECONFIG).catch(() => undefined);
    if (stopped) return;
    const stray = file && 'text' in file ? strayOf(file.text, lab) : undefined;
    const now = JSON.stringify(stray ?? null);
    if (now !== told) tell(stray);
    told = now;
  };
  const stop = home.watch([KUBECONFIG], () => void look());
  void look();
  return () => {
    stopped = true;
    stop();
  };
}
