/** kubeconfig files as kubectl reads them, with everything embedded: one cluster, one user, one context. */
import { stringify } from 'yaml';
import type { KeyPair } from './pki';

export interface KubeconfigOptions {
  /** "https://127.0.0.1:6443" */
  readonly server: string;
  /** The authority's certificate, PEM. */
  readonly authority: string;
  /** Name of cluster and context. */
  readonly context: string;
  readonly user: string;
  readonly credentials: KeyPair | { readonly token: string };
  readonly namespace?: string;
}

export function kubeconfig(options: KubeconfigOptions): string {
  const { server, authority, context, user, credentials, namespace } = options;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { 'certificate-authority-data': base64(authority), server } }],
    contexts: [{ name: context, context: { cluster: context, ...(namespace ? { namespace } : {}), user } }],
    'current-context': context,
    preferences: {},
    users: [{ name: user, user: userEntry(credentials) }],
  });
}

const userEntry = (credentials: KubeconfigOptions['credentials']) =>
  'token' in credentials
    ? { token: credentials.token }
    : {
        'client-certificate-data': base64(credentials.cert),
        'client-key-data': base64(credentials.key),
      };

const base64 = (text: string): string => Buffer.from(text).toString('base64');
