/**
 * Image names as container runtimes read them: "nginx" is docker.io/library/nginx:latest.
 *
 * upstream: github.com/distribution/reference normalize.go ParseNormalizedNamed
 */
export interface ImageReference {
  /** "docker.io/library/nginx", "registry.k8s.io/pause" */
  readonly repository: string;
  /** The repository without the defaults: "nginx", "bitnami/redis", "registry.k8s.io/pause". */
  readonly familiarRepository: string;
  readonly tag?: string;
  /** "sha256:…" */
  readonly digest?: string;
  /** The whole canonical name, with ":latest" where neither tag nor digest was given. */
  readonly canonical: string;
}

export class InvalidReferenceError extends Error {
  override readonly name = 'InvalidReferenceError';
}

const DEFAULT_DOMAIN = 'docker.io';
const OFFICIAL_PREFIX = 'library/';
const DEFAULT_TAG = 'latest';

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[a-f0-9]{64}$/;
const MAX_LENGTH = 1_000;

/** Reads an image name; throws {@link InvalidReferenceError} with the runtime's own words. */
export function parseImageReference(image: string): ImageReference {
  if (image.length > MAX_LENGTH) throw new InvalidReferenceError('invalid reference format');
  const { domain, remainder } = splitDomain(image);
  const { path, tag, digest } = splitTag(remainder);
  if (path !== path.toLowerCase()) {
    throw new InvalidReferenceError(`invalid reference format: repository name (${path}) must be lowercase`);
  }
  const malformed =
    !REPOSITORY.test(path) ||
    (tag !== undefined && !TAG.test(tag)) ||
    (digest !== undefined && !DIGEST.test(digest));
  if (malformed) throw new InvalidReferenceError('invalid reference format');
  const repository = `${domain}/${path}`;
  const tagged = tag === undefined && digest === undefined ? DEFAULT_TAG : tag;
  return {
    repository,
    familiarRepository: familiar(domain, path),
    ...(tagged === undefined ? {} : { tag: tagged }),
    ...(digest === undefined ? {} : { digest }),
    canonical: `${repository}${tagged === undefined ? '' : `:${tagged}`}${digest === undefined ? '' : `@${digest}`}`,
  };
}

function splitDomain(image: string): { domain: string; remainder: string } {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const hasDomain =
    slash > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const domain = hasDomain ? first : DEFAULT_DOMAIN;
  const rest = hasDomain ? image.slice(slash + 1) : image;
  if (domain === 'index.docker.io') return { domain: DEFAULT_DOMAIN, remainder: official(rest) };
  return { domain, remainder: domain === DEFAULT_DOMAIN ? official(rest) : rest };
}

const official = (rest: string): string => (rest.includes('/') ? rest : `${OFFICIAL_PREFIX}${rest}`);

function splitTag(remainder: string): { path: string; tag?: string; digest?: string } {
  const at = remainder.indexOf('@');
  const named = at < 0 ? remainder : remainder.slice(0, at);
  const digest = at < 0 ? {} : { digest: remainder.slice(at + 1) };
  const colon = named.lastIndexOf(':');
  if (colon <= named.lastIndexOf('/')) return { path: named, ...digest };
  return { path: named.slice(0, colon), tag: named.slice(colon + 1), ...digest };
}

function familiar(domain: string, path: string): string {
  if (domain !== DEFAULT_DOMAIN) return `${domain}/${path}`;
  return path.startsWith(OFFICIAL_PREFIX) ? path.slice(OFFICIAL_PREFIX.length) : path;
}
