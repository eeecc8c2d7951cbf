/** The annotations that this ingress controller heeds, read once for each Ingress. */
// https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
import { type Ingress, namespaceOf } from '@/kube';

const PREFIX = 'nginx.ingress.kubernetes.io/';

export interface BasicAuth {
  /** "namespace/name" of the secret. */
  readonly secret: string;
  /** Whether the secret has a key for each user, instead of one file "auth". */
  readonly isMap: boolean;
  readonly realm: string;
}

export interface Settings {
  /** What the matched part of the path becomes; "$1" is what the first group of it matched. */
  readonly rewriteTarget?: string;
  readonly useRegex: boolean;
  /** Undefined: where the host has a certificate. */
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly redirect?: { readonly code: number; readonly url: string };
  readonly appRoot?: string;
  readonly auth?: BasicAuth;
  /** A service of the namespace that answers when the backend has no endpoints. */
  readonly defaultBackend?: string;
  readonly backendProtocol: 'HTTP' | 'HTTPS';
  readonly upstreamVhost?: string;
}

export function settingsOf(ingress: Ingress): Settings {
  const { annotations = {} } = ingress.metadata;
  const get = (name: string): string | undefined => annotations[PREFIX + name] || undefined;
  const rewriteTarget = get('rewrite-target');
  const appRoot = get('app-root');
  const defaultBackend = get('default-backend');
  const upstreamVhost = get('upstream-vhost');
  const redirect = redirectOf(get);
  const auth = authOf(get, namespaceOf(ingress));
  return {
    useRegex: get('use-regex') === 'true',
    sslRedirect: get('ssl-redirect') !== 'false',
    forceSslRedirect: get('force-ssl-redirect') === 'true',
    backendProtocol: get('backend-protocol') === 'HTTPS' ? 'HTTPS' : 'HTTP',
    ...(rewriteTarget ? { rewriteTarget } : {}),
    ...(redirect ? { redirect } : {}),
    ...(appRoot?.startsWith('/') ? { appRoot } : {}),
    ...(auth ? { auth } : {}),
    ...(defaultBackend ? { defaultBackend } : {}),
    ...(upstreamVhost ? { upstreamVhost } : {}),
  };
}

type Get = (name: string) => string | undefined;

/** A temporal redirect wins over a permanent one. */
function redirectOf(get: Get): Settings['redirect'] {
  const temporal = get('temporal-redirect');
  if (temporal) return { code: codeOf(get('temporal-redirect-code'), 302), url: temporal };
  const permanent = get('permanent-redirect');
  return permanent ? { code: codeOf(get('permanent-redirect-code'), 301), url: permanent } : undefined;
}

function codeOf(text: string | undefined, otherwise: number): number {
  const code = Number(text);
  return Number.isInteger(code) && code >= 300 && code <= 308 ? code : otherwise;
}

function authOf(get: Get, namespace: string): BasicAuth | undefined {
  const secret = get('auth-secret');
  if (get('auth-type') !== 'basic' || !secret) return undefined;
  return {
    secret: secret.includes('/') ? secret : `${namespace}/${secret}`,
    isMap: get('auth-secret-type') === 'auth-map',
    realm: get('auth-realm') ?? 'Authentication Required',
  };
}
