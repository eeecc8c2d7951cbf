/** One kubeconfig out of several: what `kubectl` does with a KUBECONFIG of many files, for a session's many clusters. */
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const kubeconfig = z.looseObject({
  clusters: z.array(z.unknown()),
  users: z.array(z.unknown()),
  contexts: z.array(z.unknown()),
  'current-context': z.string(),
});

/** The first one's context is current. Names must differ between them. */
export function mergeKubeconfigs(texts: readonly string[]): string {
  const parts = texts.map((text) => kubeconfig.parse(parse(text)));
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: parts.flatMap(({ clusters }) => clusters),
    users: parts.flatMap(({ users }) => users),
    contexts: parts.flatMap(({ contexts }) => contexts),
    'current-context': parts[0]?.['current-context'] ?? '',
  });
}
