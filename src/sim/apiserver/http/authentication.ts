/**
 * Who is asking: a client certificate, a bearer token, or nobody (system:anonymous). A token that is wrong is refused
 * even where nobody would have been served.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/authentication/request
import { forbidden, unauthorized } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';
import { ANONYMOUS, AUTHENTICATED, type Authorizer, refusal, UNAUTHENTICATED } from '../../authorization';

/** What the transport layer knows of the client. The certificate is one that the cluster's authority signed. */
export interface Peer {
  readonly certificate?: {
    readonly commonName: string;
    readonly organizations: readonly string[];
    /** When it expires, in cluster time; absent: never. */
    readonly notAfter?: number;
  };
}

/** A verified token's owner; undefined when the verifier does not know the token. */
export type TokenVerifier = (token: string) => Promise<UserInfo | undefined> | UserInfo | undefined;

const NOBODY: UserInfo = { name: ANONYMOUS, groups: [UNAUTHENTICATED] };

export interface AuthenticateOptions {
  readonly tokens: readonly TokenVerifier[];
  /** Cluster time. */
  readonly now: () => number;
}

export async function authenticate(
  headers: Headers,
  { certificate }: Peer,
  { tokens: verifiers, now }: AuthenticateOptions,
): Promise<UserInfo> {
  // The handshake judged it by the machine's time, which the cluster may be ahead of.
  if (certificate?.notAfter !== undefined && certificate.notAfter < now()) throw unauthorized();
  if (certificate && certificate.commonName !== '') {
    return { name: certificate.commonName, groups: withAuthenticated(certificate.organizations) };
  }
  const token = bearerToken(headers);
  if (token === undefined) return NOBODY;
  for (const verify of verifiers) {
    const user = await verify(token);
    if (user) return { ...user, groups: withAuthenticated(user.groups) };
  }
  throw unauthorized();
}

/** Whoever proved to be somebody is in this group too. */
export const withAuthenticated = (groups: readonly string[]): readonly string[] =>
  groups.includes(AUTHENTICATED) ? groups : [...groups, AUTHENTICATED];

function bearerToken(headers: Headers): string | undefined {
  const [scheme = '', token = ''] = (headers.get('authorization') ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

/** A fixed list of tokens, as --token-auth-file gives. */
export const staticTokens =
  (tokens: ReadonlyMap<string, UserInfo>): TokenVerifier =>
  (token) =>
    tokens.get(token);

const EXTRA = 'impersonate-extra-';
const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** The user whom Impersonate-* headers ask to be, where the asker may. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go
export function impersonate(headers: Headers, asker: UserInfo, authorizer: Authorizer): UserInfo {
  const name = headers.get('impersonate-user');
  const uid = headers.get('impersonate-uid');
  const groups = listed(headers.get('impersonate-group'));
  const extra = [...headers].filter(([key]) => key.startsWith(EXTRA));
  if (name === null) {
    if (groups.length === 0 && extra.length === 0 && uid === null) return asker;
    throw forbidden({ group: '', resource: '' }, '', 'requested impersonation without impersonating a user');
  }
  const account = serviceAccountOf(name);
  const check = (
    resource: string,
    asked: { group?: string; name: string; namespace?: string; subresource?: string },
  ) => {
    const attributes = {
      group: '',
      ...asked,
      user: asker,
      verb: 'impersonate',
      isResource: true,
      resource,
      path: '',
    };
    if (!authorizer.authorize(attributes).allowed) throw refusal(attributes);
  };
  if (account) check('serviceaccounts', account);
  else check('users', { name });
  for (const group of groups) check('groups', { name: group });
  const identity = 'authentication.k8s.io';
  if (uid !== null) check('uids', { group: identity, name: uid });
  for (const [key, value] of extra) {
    check('userextras', {
      group: identity,
      name: value,
      subresource: extraKey(key),
    });
  }
  return {
    name,
    ...(uid !== null ? { uid } : {}),
    groups: impersonatedGroups(name, groups, account?.namespace),
    ...(extra.length > 0
      ? {
          extra: Object.fromEntries(extra.map(([key, value]) => [extraKey(key), listed(value)])),
        }
      : {}),
  };
}

/** Percent-encoded, or as it stands where that can't be read. upstream: filters/impersonation.go unescapeExtraKey */
function extraKey(header: string): string {
  const key = header.slice(EXTRA.length);
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function impersonatedGroups(
  name: string,
  asked: readonly string[],
  namespace: string | undefined,
): readonly string[] {
  if (name === ANONYMOUS) return asked.includes(UNAUTHENTICATED) ? asked : [...asked, UNAUTHENTICATED];
  const own = namespace !== undefined && asked.length === 0 ? serviceAccountGroups(namespace) : asked;
  return withAuthenticated(own);
}

export const serviceAccountGroups = (namespace: string): readonly string[] => [
  'system:serviceaccounts',
  `system:serviceaccounts:${namespace}`,
];

function serviceAccountOf(name: string): { readonly namespace: string; readonly name: string } | undefined {
  if (!name.startsWith(SERVICE_ACCOUNT)) return undefined;
  const [namespace, account, ...more] = name.slice(SERVICE_ACCOUNT.length).split(':');
  return namespace && account && more.length === 0 ? { namespace, name: account } : undefined;
}

/** Headers that came several times are one line with commas. */
const listed = (value: string | null): readonly string[] =>
  value === null
    ? []
    : value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
