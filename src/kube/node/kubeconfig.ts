/** Reads a kubeconfig: which server, whom it trusts, and as whom one asks there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** One context of a kubeconfig, resolved. Certificates and keys are PEM texts. */
export interface ClusterAccess {
  readonly server: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  readonly insecure?: boolean;
  /** Name to expect in the server's certificate when it isn't the host of the URL. */
  readonly tlsServerName?: string;
  /** The context's namespace, "default" when it names none. */
  readonly namespace: string;
}

export interface KubeconfigOptions {
  /** Default: current-context. */
  readonly context?: string;
  /** Where relative file names start; default the working directory. */
  readonly directory?: string;
}

const text = z.string().optional();

const cluster = z.looseObject({
  server: z.url(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text,
});

const user = z.looseObject({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
});

const kubeconfig = z.looseObject({
  'current-context': text,
  contexts: z.array(
    z.looseObject({
      name: z.string(),
      context: z.looseObject({ cluster: z.string(), user: z.string(), namespace: text }),
    }),
  ),
  clusters: z.array(z.looseObject({ name: z.string(), cluster })),
  users: z.array(z.looseObject({ name: z.string(), user })),
});

/** Throws an Error that says which entry is missing or wrong. */
export function parseKubeconfig(yaml: string, options: KubeconfigOptions = {}): ClusterAccess {
  const parsed = kubeconfig.safeParse(parse(yaml));
  if (!parsed.success) throw new Error(`kubeconfig: ${z.prettifyError(parsed.error)}`);
  const { contexts, clusters, users } = parsed.data;
  const { context } = entry(contexts, 'context', options.context ?? parsed.data['current-context'] ?? '');
  const target = entry(clusters, 'cluster', context.cluster).cluster;
  const identity = entry(users, 'user', context.user).user;

  const file = (path: string) => readFileSync(resolve(options.directory ?? '.', path), 'utf8');
  const pem = (data: string | undefined, path: string | undefined) =>
    data ? Buffer.from(data, 'base64').toString('utf8') : path && file(path);

  return defined({
    server: target.server,
    ca: pem(target['certificate-authority-data'], target['certificate-authority']),
    cert: pem(identity['client-certificate-data'], identity['client-certificate']),
    key: pem(identity['client-key-data'], identity['client-key']),
    token: identity.token ?? (identity.tokenFile && file(identity.tokenFile).trim()),
    insecure: target['insecure-skip-tls-verify'],
    tlsServerName: target['tls-server-name'],
    namespace: context.namespace ?? 'default',
  });
}

function entry<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  what: string,
  name: string,
): Entry {
  const found = entries.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`kubeconfig: there is no ${what} named ${JSON.stringify(name)}`);
  return found;
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** The object without its undefined fields. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
