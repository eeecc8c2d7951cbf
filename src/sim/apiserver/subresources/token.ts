/** serviceaccounts/token: a token of the account, bound to the pod that runs as it when the request names one. */
// upstream: pkg/registry/core/serviceaccount/storage/token.go
import {
  badRequest,
  conflict,
  type FieldError,
  field,
  formatTime,
  invalid,
  invalidObject,
  type KubeObject,
  notFound,
  parseApiVersion,
  parseTime,
} from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { Backend } from '../backend';
import { type RequestScope, requireName } from '../scope';
import { created, type SubresourceHandlers } from './handler';

const HOUR_SECONDS = 3_600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;
/** Tokens that pods get for this odd period are good for a year, so that old clients may go on unaware of rotation. */
const EXTENDED_FOR = 3_607;
const YEAR_SECONDS = 365 * 24 * 3_600;

interface Reference {
  readonly name: string;
  readonly uid: string;
}

/** What signs tokens; ServiceAccountTokens of the HTTP face. */
export interface TokenIssuer {
  issue(request: {
    readonly namespace: string;
    readonly serviceAccount: Reference;
    readonly pod?: Reference;
    readonly audiences?: readonly string[];
    readonly expirationSeconds: number;
  }): Promise<{ readonly token: string }>;
}

interface TokenRequest extends KubeObject {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number | null;
    readonly boundObjectRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
      readonly uid?: string;
    };
  };
}

/** The handlers of the token subresource. `defaultAudience` is the API server's own. */
export const tokenHandlers = (issuer: TokenIssuer, defaultAudience: string): SubresourceHandlers => ({
  create: async (backend, scope) => {
    const name = requireName(scope);
    const { spec = {}, ...request } = (scope.request.body ?? {}) as Partial<TokenRequest>;
    // Clients write null for what they leave open.
    const expirationSeconds = spec.expirationSeconds ?? HOUR_SECONDS;
    const audiences = spec.audiences ?? [];
    checkDuration(expirationSeconds);
    const account = backend.store.get(scope.table, scope.namespace, name);
    if (!account) throw notFound(scope.resource, name);
    const pod = boundPod(backend, scope, spec.boundObjectRef);
    const { token } = await issuer.issue({
      namespace: scope.namespace ?? '',
      serviceAccount: referTo(account),
      ...(pod ? { pod: referTo(pod) } : {}),
      audiences: audiences.length > 0 ? audiences : [defaultAudience],
      expirationSeconds: pod && expirationSeconds === EXTENDED_FOR ? YEAR_SECONDS : expirationSeconds,
    });
    const { now } = scope.context;
    return created({
      ...request,
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name, ...(scope.namespace ? { namespace: scope.namespace } : {}), creationTimestamp: now },
      spec: { ...spec, audiences: audiences.length > 0 ? audiences : [defaultAudience], expirationSeconds },
      status: { token, expirationTimestamp: formatTime(parseTime(now) + expirationSeconds * 1000) },
    } as KubeObject);
  },
});

const referTo = ({ metadata: { name = '', uid = '' } }: KubeObject): Reference => ({ name, uid });

function checkDuration(seconds: number): void {
  const at = field('spec', 'expirationSeconds');
  const errors: FieldError[] = [];
  if (seconds < MIN_SECONDS) {
    errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds > MAX_SECONDS) {
    errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (errors.length === 0) return;
  throw invalidObject({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', errors);
}

function boundPod(
  { store }: Backend,
  scope: RequestScope,
  reference: NonNullable<TokenRequest['spec']>['boundObjectRef'],
): Pod | undefined {
  if (!reference) return undefined;
  const { group, version } = parseApiVersion(reference.apiVersion ?? '');
  if (group !== '' || reference.kind !== 'Pod') {
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${reference.kind ?? ''}`);
  }
  const { name = '', uid } = reference;
  const account = requireName(scope);
  const pod = store.get('pods', scope.namespace, name) as Pod | undefined;
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name);
  if (pod.spec?.serviceAccountName !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
    );
  }
  if (uid && uid !== pod.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: '', resource: 'Pod' }, name, why);
  }
  return pod;
}
