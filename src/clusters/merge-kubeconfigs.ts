/** One kubeconfig out of several: what `kubectl` does with a KUBECONFIG of many files, for a session's many clusters. */
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const kubeconfig = z.looseObject({
  clusters: z.array(z.looseObject({ name: z.string() })),
  users: z.array(z.looseObject({ name: z.string() })),
  contexts: z.array(
    z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) }),
  ),
  'current-context': z.string(),
});
type Kubeconfig = z.infer<typeof kubeconfig>;

/** The first one's context is current. Clusters and contexts must differ in name; users are told apart by theirs. */
export function mergeKubeconfigs(texts: readonly string[]): string {
  const parts = texts
    .map((text) => kubeconfig.parse(parse(text)))
    .map(texts.length > 1 ? qualify : (part) => part);
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: parts.flatMap(({ clusters }) => clusters),
    users: parts.flatMap(({ users }) => users),
    contexts: parts.flatMap(({ contexts }) => contexts),
    'current-context': parts[0]?.['current-context'] ?? '',
  });
}

/** "student" of the cluster "a" becomes "student@a": the same name stands for another certificate in each cluster. */
function qualify(part: Kubeconfig): Kubeconfig {
  const name = (user: string) => `${user}@${part['current-context']}`;
  return {
    ...part,
    users: part.users.map((entry) => ({ ...entry, name: name(entry.name) })),
    contexts: part.contexts.map((entry) => ({
      ...entry,
      context: { ...entry.context, user: name(entry.context.user) },
    })),
  };
}
