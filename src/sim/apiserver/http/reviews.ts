/**
 * Questions about users: may he (`kubectl auth can-i`), what may he (`--list`), who is he (`whoami`), whose token is
 * this. The posted review comes back with its status filled.
 */
// upstream: pkg/registry/authorization, pkg/registry/authentication/{selfsubjectreview,tokenreview}
import { badRequest, type FieldError, field, invalid, invalidObject, type KubeObject } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';
import type { Attributes, Authorizer } from '../../authorization';
import { type TokenVerifier, withAuthenticated } from './authentication';
import { parseKind, readBody } from './body';
import type { HttpOptions, Incoming } from './handler';
import { objectResponse, PLAIN_JSON } from './responses';
import type { ReviewKind } from './review-kinds';
import { ISSUER } from './tokens';

type ResourceAttributes = Readonly<
  Partial<Record<'verb' | 'group' | 'version' | 'resource' | 'subresource' | 'namespace' | 'name', string>>
>;

interface Spec {
  readonly namespace?: string;
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly token?: string;
  readonly audiences?: readonly string[];
}

interface Question {
  readonly kind: ReviewKind;
  readonly metadata: KubeObject['metadata'];
  readonly spec: Spec;
  readonly asker: UserInfo;
  /** Of the path. */
  readonly namespace: string;
  readonly authorizer: Authorizer;
  readonly verifiers: readonly TokenVerifier[];
}

/** What is added to kind, apiVersion and metadata. */
type Reply = { readonly spec?: object; readonly status: object };

export async function reviewResponse(
  { request, user, info }: Incoming,
  kind: ReviewKind,
  { authorizer, tokens }: HttpOptions,
): Promise<Response> {
  const body = parseKind(await readBody(request), kind) as Partial<KubeObject> & {
    spec?: Spec;
  };
  const reply = await ANSWERS[kind.kind]({
    kind,
    metadata: body.metadata ?? {},
    spec: body.spec ?? {},
    asker: user,
    namespace: info.namespace ?? '',
    authorizer,
    verifiers: tokens,
  });
  const metadata = { creationTimestamp: null, ...body.metadata };
  const apiVersion = `${kind.group}/${kind.version}`;
  return objectResponse(201, { kind: kind.kind, apiVersion, metadata, ...reply }, PLAIN_JSON);
}

const ANSWERS: Readonly<Record<ReviewKind['kind'], (question: Question) => Reply | Promise<Reply>>> = {
  SelfSubjectReview: ({ asker }) => ({ status: { userInfo: userInfo(asker) } }),
  SelfSubjectRulesReview({ spec, asker, authorizer }) {
    if (!spec.namespace) throw badRequest('no namespace on request');
    const rules = authorizer.rules(asker, spec.namespace);
    const incomplete = rules.evaluationError !== undefined;
    return { spec: {}, status: { ...rules, incomplete } };
  },
  SelfSubjectAccessReview(question) {
    refuse(question, [...attributeErrors(question.spec), ...metadataErrors(question)]);
    return access(question, question.asker);
  },
  SubjectAccessReview(question) {
    refuse(question, [...subjectErrors(question.spec), ...metadataErrors(question)]);
    return access(question, subjectOf(question.spec));
  },
  LocalSubjectAccessReview(question) {
    refuse(question, [...subjectErrors(question.spec), ...localErrors(question)]);
    const { namespace, metadata } = question;
    if (namespace !== (metadata.namespace ?? '')) {
      throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
    }
    return access(question, subjectOf(question.spec));
  },
  TokenReview: reviewToken,
};

function access({ spec, authorizer }: Question, user: UserInfo): Reply {
  const { allowed, reason } = authorizer.authorize(attributesOf(spec, user));
  return { spec, status: { allowed, ...(reason ? { reason } : {}) } };
}

/** Who is asked for is taken as he is described: no group is added. */
const subjectOf = ({ user = '', uid, groups = [], extra }: Spec): UserInfo => ({
  name: user,
  groups,
  ...(uid ? { uid } : {}),
  ...(extra ? { extra } : {}),
});

function attributesOf(spec: Spec, user: UserInfo): Attributes {
  const { resourceAttributes: asked, nonResourceAttributes: path } = spec;
  const nothing = { user, group: '', resource: '', path: '' };
  if (path) return { ...nothing, isResource: false, verb: path.verb ?? '', path: path.path ?? '' };
  const { verb = '', group = '', resource = '', subresource, namespace, name } = asked ?? {};
  return {
    ...nothing,
    isResource: true,
    verb,
    group,
    resource,
    ...(subresource ? { subresource } : {}),
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
  };
}

async function reviewToken({ spec, verifiers }: Question): Promise<Reply> {
  const { token = '', audiences = [ISSUER] } = spec;
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  // Tokens for others than this server are not looked into.
  const asked = audiences.includes(ISSUER) ? verifiers : [];
  for (const verify of asked) {
    const user = await verify(token);
    if (!user) continue;
    const known = userInfo({ ...user, groups: withAuthenticated(user.groups) });
    return { spec, status: { authenticated: true, user: known, audiences: [ISSUER] } };
  }
  return { spec, status: { user: {}, error: '[invalid bearer token, unknown]' } };
}

const userInfo = ({ name, uid, groups, extra }: UserInfo) => ({
  username: name,
  ...(uid !== undefined ? { uid } : {}),
  groups,
  ...(extra ? { extra } : {}),
});

// upstream: pkg/apis/authorization/validation/validation.go
function refuse({ kind }: Question, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject(kind, '', errors);
}

function attributeErrors({ resourceAttributes, nonResourceAttributes }: Spec): FieldError[] {
  const path = field('spec');
  if (resourceAttributes && nonResourceAttributes) {
    const why = 'cannot be specified in combination with resourceAttributes';
    return [invalid(path.child('nonResourceAttributes'), nonResourceAttributes, why)];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [invalid(path.child('resourceAttributes'), null, why)];
}

function subjectErrors(spec: Spec): FieldError[] {
  const errors = attributeErrors(spec);
  if (spec.user || spec.groups?.length) return errors;
  const why = 'at least one of user or group must be specified';
  return [...errors, invalid(field('spec', 'user'), spec.user ?? '', why)];
}

const given = (metadata: KubeObject['metadata']) => {
  const { managedFields: _, creationTimestamp: __, ...rest } = metadata;
  return Object.keys(rest);
};

const metadataErrors = ({ metadata }: Question): FieldError[] =>
  given(metadata).length > 0 ? [invalid(field('metadata'), metadata, 'must be empty')] : [];

function localErrors({ metadata, spec }: Question): FieldError[] {
  const errors = given(metadata).some((key) => key !== 'namespace')
    ? [invalid(field('metadata'), metadata, 'must be empty except for namespace')]
    : [];
  const { resourceAttributes: asked, nonResourceAttributes: path } = spec;
  if (asked && (asked.namespace ?? '') !== (metadata.namespace ?? '')) {
    const at = field('spec', 'resourceAttributes', 'namespace');
    errors.push(invalid(at, asked.namespace ?? '', 'must match metadata.namespace'));
  }
  if (path) {
    errors.push(invalid(field('spec', 'nonResourceAttributes'), path, 'disallowed on this kind of request'));
  }
  return errors;
}
