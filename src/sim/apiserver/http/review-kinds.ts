/** Kinds that are only ever asked, never stored: a client posts one and gets it back with its status filled. */

const AUTHORIZATION = { group: 'authorization.k8s.io', version: 'v1', namespaced: false };
const AUTHENTICATION = { group: 'authentication.k8s.io', version: 'v1', namespaced: false };

const named = <Kind extends string>(kind: Kind) => ({
  kind,
  plural: `${kind.toLowerCase()}s`,
  singular: kind.toLowerCase(),
  verbs: ['create'],
});

export const REVIEWS = [
  { ...AUTHORIZATION, ...named('SelfSubjectAccessReview') },
  { ...AUTHORIZATION, ...named('SelfSubjectRulesReview') },
  { ...AUTHORIZATION, ...named('SubjectAccessReview') },
  { ...AUTHORIZATION, ...named('LocalSubjectAccessReview'), namespaced: true },
  { ...AUTHENTICATION, ...named('SelfSubjectReview') },
  { ...AUTHENTICATION, ...named('TokenReview') },
] as const;

export type ReviewKind = (typeof REVIEWS)[number];

export const findReview = (group: string, plural: string): ReviewKind | undefined =>
  REVIEWS.find((review) => review.group === group && review.plural === plural);
