/** Kinds that are only ever asked, never stored: a client posts one and gets it back with its status filled. */

const AUTHORIZATION = { group: 'authorization.k8s.io', version: 'v1' };

export const REVIEWS = [
  {
    ...AUTHORIZATION,
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    singular: 'selfsubjectaccessreview',
  },
  {
    ...AUTHORIZATION,
    kind: 'SelfSubjectRulesReview',
    plural: 'selfsubjectrulesreviews',
    singular: 'selfsubjectrulesreview',
  },
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectReview',
    plural: 'selfsubjectreviews',
    singular: 'selfsubjectreview',
  },
] as const;

export type ReviewKind = (typeof REVIEWS)[number];

export const findReview = (group: string, plural: string): ReviewKind | undefined =>
  REVIEWS.find((review) => review.group === group && review.plural === plural);
