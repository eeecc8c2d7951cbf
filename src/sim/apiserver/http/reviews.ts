/** `kubectl auth can-i`, `auth can-i --list` and `auth whoami`: a user's questions about himself. */
// upstream: pkg/registry/authorization, pkg/registry/authentication/selfsubjectreview
import { badRequest, field, invalidObject, type KubeObject, required } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';
import type { Attributes, Authorizer } from './authorizer';
import { parseObject, readBody } from './body';
import type { HttpOptions, Incoming } from './handler';
import { objectResponse, PLAIN_JSON } from './responses';
import type { ReviewKind } from './review-kinds';

interface Review extends KubeObject {
  readonly spec?: {
    readonly namespace?: string;
    readonly resourceAttributes?: Readonly<Record<string, string>>;
    readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  };
}

export async function reviewResponse(
  { request, user }: Incoming,
  kind: ReviewKind,
  { authorizer }: HttpOptions,
): Promise<Response> {
  const { value } = parseObject(await readBody(request), kind.kind);
  return objectResponse(201, answerReview(kind, value, { user, authorizer }), PLAIN_JSON);
}

/** The posted review with its status filled. */
function answerReview(
  { kind, group, version }: ReviewKind,
  body: unknown,
  asker: { readonly user: UserInfo; readonly authorizer: Authorizer },
): KubeObject {
  const review = body as Review | null;
  if (typeof review !== 'object' || review === null) throw badRequest(`a ${kind} is needed`);
  const { spec } = review;
  const answer = { kind, apiVersion: `${group}/${version}`, metadata: { creationTimestamp: null } };
  switch (kind) {
    case 'SelfSubjectReview':
      return { ...answer, ...{ status: { userInfo: userInfo(asker.user) } } };
    case 'SelfSubjectRulesReview':
      if (!spec?.namespace) {
        const missing = required(field('spec', 'namespace'), 'no namespace on request');
        throw invalidObject({ group, kind }, '', [missing]);
      }
      return {
        ...answer,
        ...{ spec: {}, status: { ...asker.authorizer.rules(asker.user, spec.namespace), incomplete: false } },
      };
    case 'SelfSubjectAccessReview': {
      const { allowed, reason } = asker.authorizer.authorize(attributesOf(spec, asker.user));
      return { ...answer, ...{ spec: spec ?? {}, status: { allowed, ...(reason ? { reason } : {}) } } };
    }
  }
}

const userInfo = ({ name, uid, groups, extra }: UserInfo) => ({
  username: name,
  ...(uid !== undefined ? { uid } : {}),
  groups,
  ...(extra ? { extra } : {}),
});

function attributesOf(spec: Review['spec'], user: UserInfo): Attributes {
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec ?? {};
  if ((resource === undefined) === (path === undefined)) {
    const message = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    throw invalidObject({ group: 'authorization.k8s.io', kind: 'SelfSubjectAccessReview' }, '', [
      {
        type: 'FieldValueInvalid',
        field: 'spec.resourceAttributes',
        message: `Invalid value: ${JSON.stringify(resource ?? null)}: ${message}`,
      },
    ]);
  }
  const nothing = { user, group: '', resource: '', path: '' };
  if (path) return { ...nothing, isResource: false, verb: path.verb ?? '', path: path.path ?? '' };
  const { verb = '', group = '', resource: plural = '', subresource, namespace, name } = resource ?? {};
  return {
    ...nothing,
    isResource: true,
    verb,
    group,
    resource: plural,
    ...(subresource ? { subresource } : {}),
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
  };
}
