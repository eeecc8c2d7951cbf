/**
 * Every registry of the simulated world as one table: which repositories and tags exist, and what a runtime says when
 * one doesn't.
 */
import { createRng } from '@/apimachinery';
import type { ImageDefinition } from '../contracts';
import { type ImageReference, parseImageReference } from './reference';

/** What a tag points to. */
export interface ResolvedImage {
  readonly definition: ImageDefinition;
  /** "docker.io/library/nginx:1.28", as pod statuses show it. */
  readonly name: string;
  /** "docker.io/library/nginx@sha256:…" */
  readonly imageId: string;
}

/** A failed pull, with the whole text that the kubelet passes on. */
export class ImagePullError extends Error {
  override readonly name = 'ImagePullError';
}

export type RegistryCredentials = NonNullable<ImageDefinition['credentials']>;

export interface ImageRegistry {
  /** What a pull would get. Throws InvalidReferenceError or {@link ImagePullError}. */
  resolve(image: string, credentials?: readonly RegistryCredentials[]): ResolvedImage;
  /** The image of a name that a node already has (its definition may be gone: undefined). */
  find(image: string): ResolvedImage | undefined;
}

/** A registry of the given images. */
export function createImageRegistry(definitions: readonly ImageDefinition[]): ImageRegistry {
  const repositories = new Map<string, ImageDefinition[]>();
  for (const definition of definitions) {
    const known = repositories.get(definition.repository);
    if (known) known.push(definition);
    else repositories.set(definition.repository, [definition]);
  }

  const lookUp = (reference: ImageReference): ImageDefinition | undefined => {
    const candidates = repositories.get(reference.familiarRepository) ?? [];
    const { digest, tag } = reference;
    if (digest !== undefined) return candidates.find((d) => digestOf(d) === digest);
    return candidates.find((d) => tag !== undefined && d.tags.includes(tag));
  };

  const find = (image: string): ResolvedImage | undefined => {
    const reference = parseImageReference(image);
    const definition = lookUp(reference);
    return definition && resolved(reference, definition);
  };

  /** The credentials of which a registry asks for one before it tells what it has. */
  const keysOf = (reference: ImageReference): readonly RegistryCredentials[] => {
    const asked = repositories.get(reference.familiarRepository) ?? onSameHost(reference);
    return asked.flatMap(({ credentials }) => credentials ?? []);
  };
  /** Docker Hub judges each repository by itself. */
  const onSameHost = (reference: ImageReference): readonly ImageDefinition[] =>
    hostOf(reference) === DOCKER_HUB
      ? []
      : definitions.filter((one) => hostOf(parseImageReference(one.repository)) === hostOf(reference));

  return {
    find,
    resolve(image, credentials = []) {
      const reference = parseImageReference(image);
      const definition = lookUp(reference);
      if (definition && !definition.credentials) return resolved(reference, definition);
      const keys = definition?.credentials ? [definition.credentials] : keysOf(reference);
      if (keys.length > 0 && !credentials.some((given) => keys.some((key) => isSame(key, given)))) {
        throw deniedError(reference, credentials.length);
      }
      if (definition) return resolved(reference, definition);
      const isThere = repositories.has(reference.familiarRepository) || onSameHost(reference).length > 0;
      throw pullError(reference, isThere);
    },
  };
}

const isSame = (a: RegistryCredentials, b: RegistryCredentials): boolean =>
  a.username === b.username && a.password === b.password;

const hostOf = ({ repository }: ImageReference): string => repository.slice(0, repository.indexOf('/'));

const resolved = (reference: ImageReference, definition: ImageDefinition): ResolvedImage => ({
  definition,
  name: reference.canonical,
  imageId: `${reference.repository}@${digestOf(definition)}`,
});

const digests = new WeakMap<ImageDefinition, string>();

/** An image's digest: made from its name, so that it is the same in every cluster. */
export function digestOf(definition: ImageDefinition): string {
  const known = digests.get(definition);
  if (known !== undefined) return known;
  const text = `${definition.repository}:${definition.tags[0] ?? ''}`;
  let seed = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) seed = Math.imul(seed ^ text.charCodeAt(i), 0x01000193);
  const rng = createRng(seed | 0);
  const digest = `sha256:${Array.from({ length: 64 }, () => rng.int(16).toString(16)).join('')}`;
  digests.set(definition, digest);
  return digest;
}

// upstream: containerd core/remotes/docker resolver.go, wrapped by its CRI plugin; the kubelet strips the gRPC code
// of unknown errors only (pkg/kubelet cri/remote/remote_image.go).
/** `answers`: the registry does, and knows of no such image. */
function pullError(reference: ImageReference, answers: boolean): ImagePullError {
  const name = reference.canonical;
  const failed = `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`;
  const domain = hostOf(reference);
  if (answers || AUTH_FREE_REGISTRIES.has(domain)) {
    return new ImagePullError(`rpc error: code = NotFound desc = ${failed}: ${name}: not found`);
  }
  if (domain === DOCKER_HUB) {
    return new ImagePullError(`${failed}: ${DENIED}: ${INSUFFICIENT_SCOPE}`);
  }
  const path = reference.repository.slice(domain.length + 1);
  const manifest = reference.digest ?? reference.tag ?? '';
  return new ImagePullError(
    `${failed}: failed to do request: Head "https://${domain}/v2/${path}/manifests/${manifest}": dial tcp: lookup ${domain.replace(/:\d+$/, '')}: no such host`,
  );
}

/** Registries that answer "not found" to anybody who asks for what they don't have. */
const AUTH_FREE_REGISTRIES = new Set(['registry.k8s.io', 'mcr.microsoft.com']);

const DOCKER_HUB = 'docker.io';
const DENIED = 'pull access denied, repository does not exist or may require authorization';
const INSUFFICIENT_SCOPE = 'server message: insufficient_scope: authorization failed';

/**
 * A private image and nobody who may have it. Docker Hub hands out tokens, all other registries here ask for basic
 * authentication, as the registry with a htpasswd file does. `tried`: with how many wrong credentials.
 */
// upstream: containerd core/remotes/docker authorizer.go, resolver.go
function deniedError(reference: ImageReference, tried: number): ImagePullError {
  const name = reference.canonical;
  const failed = `failed to pull and unpack image "${name}": failed to resolve reference "${name}"`;
  const host = hostOf(reference);
  const path = reference.repository.slice(host.length + 1);
  const isHub = host === DOCKER_HUB;
  if (tried === 0) {
    const why = isHub ? INSUFFICIENT_SCOPE : 'authorization failed: no basic auth credentials';
    return new ImagePullError(`${failed}: ${DENIED}: ${why}`);
  }
  const refused = isHub
    ? `failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.docker.io/token?scope=${encodeURIComponent(`repository:${path}:pull`)}&service=registry.docker.io: 401 Unauthorized`
    : `unexpected status from HEAD request to https://${host}/v2/${path}/manifests/${reference.digest ?? reference.tag ?? ''}: 401 Unauthorized`;
  return new ImagePullError(`${failed}: ${refused}`);
}
