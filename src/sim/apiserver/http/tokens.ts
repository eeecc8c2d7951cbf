/**
 * Service-account tokens: JSON Web Tokens that the cluster's own key signs (ES256), bound to the account and, for the
 * ones in pods, to the pod. A token is good as long as what it is bound to is the same object.
 */
// upstream: pkg/serviceaccount/{claims,jwt}.go
import { isNotFound, type KubeObject } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';
import { serviceAccountGroups, type TokenVerifier } from './authentication';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const JTI_EXTRA = 'authentication.kubernetes.io/credential-id';
const POD_NAME_EXTRA = 'authentication.kubernetes.io/pod-name';
const POD_UID_EXTRA = 'authentication.kubernetes.io/pod-uid';

interface Reference {
  readonly name: string;
  readonly uid: string;
}

export interface TokenRequest {
  readonly namespace: string;
  readonly serviceAccount: Reference;
  readonly pod?: Reference;
  readonly audiences?: readonly string[];
  readonly expirationSeconds: number;
}

interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly nbf: number;
  readonly sub: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: Reference;
    readonly pod?: Reference;
  };
}

interface TokensOptions {
  /** PKCS #8 PEM of an EC P-256 key. */
  readonly privateKey: string;
  /** Cluster time. */
  readonly now: () => number;
  /** A live object; rejects with a StatusError when there is none. */
  readonly get: (
    resource: 'serviceaccounts' | 'pods',
    namespace: string,
    name: string,
  ) => Promise<KubeObject>;
}

interface Keys {
  readonly sign: CryptoKey;
  readonly verify: CryptoKey;
  readonly id: string;
}

export class ServiceAccountTokens {
  readonly #options: TokensOptions;
  /** Made at the first token: most clusters never see one. */
  #keys: Promise<Keys> | undefined;

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  async issue(request: TokenRequest): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const keys = await this.#loadKeys();
    const issuedAt = Math.floor(this.#options.now() / 1000);
    const { namespace, serviceAccount, pod, audiences } = request;
    const claims: Claims = {
      aud: audiences?.length ? audiences : [ISSUER],
      exp: issuedAt + request.expirationSeconds,
      iat: issuedAt,
      iss: ISSUER,
      jti: crypto.randomUUID(),
      'kubernetes.io': { namespace, ...(pod ? { pod } : {}), serviceaccount: serviceAccount },
      nbf: issuedAt,
      sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
    };
    const text = `${encodeJson({ alg: 'ES256', kid: keys.id })}.${encodeJson(claims)}`;
    const signature = await crypto.subtle.sign(ALGORITHM, keys.sign, ascii(text));
    return { token: `${text}.${toBase64Url(new Uint8Array(signature))}`, expiresAt: claims.exp * 1000 };
  }

  /** The account of a token that is ours, current, and bound to living objects; undefined otherwise. */
  readonly verify: TokenVerifier = async (token) => {
    const [header, payload, signature, ...more] = token.split('.');
    if (!header || !payload || !signature || more.length > 0) return undefined;
    const claims = decodeJson(payload);
    const bytes = fromBase64Url(signature);
    if (!claims || !bytes || claims.iss !== ISSUER) return undefined;
    const { verify } = await this.#loadKeys();
    if (!(await crypto.subtle.verify(ALGORITHM, verify, bytes, ascii(`${header}.${payload}`))))
      return undefined;
    const nowSeconds = this.#options.now() / 1000;
    if (nowSeconds >= claims.exp || nowSeconds < claims.nbf || !claims.aud.includes(ISSUER)) return undefined;
    return this.#owner(claims);
  };

  async #owner(claims: Claims): Promise<UserInfo | undefined> {
    const { namespace, serviceaccount, pod } = claims['kubernetes.io'];
    if (!(await this.#isLive('serviceaccounts', namespace, serviceaccount))) return undefined;
    if (pod && !(await this.#isLive('pods', namespace, pod))) return undefined;
    return {
      name: claims.sub,
      uid: serviceaccount.uid,
      groups: serviceAccountGroups(namespace),
      extra: {
        [JTI_EXTRA]: [`JTI=${claims.jti}`],
        ...(pod ? { [POD_NAME_EXTRA]: [pod.name], [POD_UID_EXTRA]: [pod.uid] } : {}),
      },
    };
  }

  async #isLive(
    resource: 'serviceaccounts' | 'pods',
    namespace: string,
    { name, uid }: Reference,
  ): Promise<boolean> {
    try {
      return (await this.#options.get(resource, namespace, name)).metadata.uid === uid;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  #loadKeys(): Promise<Keys> {
    this.#keys ??= importKeys(this.#options.privateKey);
    return this.#keys;
  }
}

async function importKeys(pem: string): Promise<Keys> {
  const base64 = pem.replaceAll(/-----[^-]+-----|\s/g, '');
  const sign = await crypto.subtle.importKey('pkcs8', fromBase64(base64), ALGORITHM, true, ['sign']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', sign);
  const publicJwk = { kty, crv, x, y } as JsonWebKey;
  const verify = await crypto.subtle.importKey('jwk', publicJwk, ALGORITHM, true, ['verify']);
  const digest = await crypto.subtle.digest('SHA-256', await crypto.subtle.exportKey('spki', verify));
  return { sign, verify, id: toBase64Url(new Uint8Array(digest)) };
}

const ascii = (text: string) => new TextEncoder().encode(text);
const encodeJson = (value: object): string => toBase64Url(ascii(JSON.stringify(value)));

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
}

function decodeJson(part: string): Claims | undefined {
  const bytes = fromBase64Url(part);
  try {
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Claims);
  } catch {
    return undefined;
  }
}
