/**
 * A pod's credentials for registries: what its pull secrets say, and which of it is meant for an image. Registries are
 * named by host, with "*" for parts of it, and by path; the longest name comes first.
 */
// upstream: pkg/credentialprovider/{keyring,config}.go, pkg/credentialprovider/secrets/secrets.go MakeDockerKeyring
import type { Secret } from '@/kube';
import { ImagePullError, type RegistryCredentials } from '../../images';
import { decodeBase64 } from '../config/sources';

export interface Keyring {
  /**
   * Those that may open a repository ("registry.example.com/team/shop"), to be tried in their order.
   * @throws ImagePullError when a secret can't be read
   */
  lookup(repository: string): readonly RegistryCredentials[];
}

export const NO_KEYS: Keyring = { lookup: () => [] };

const DEFAULT_REGISTRY = 'index.docker.io';
const DOCKER_HUB = 'docker.io';
const JSON_TYPE = { type: 'kubernetes.io/dockerconfigjson', key: '.dockerconfigjson' };
const LEGACY_TYPE = { type: 'kubernetes.io/dockercfg', key: '.dockercfg' };

/** Secrets of other types have no keys in them. */
export const createKeyring = (secrets: readonly Secret[]): Keyring =>
  secrets.length === 0 ? NO_KEYS : { lookup: (repository) => lookUp(entriesOf(secrets), repository) };

interface Entry {
  /** "registry.example.com:5000/team" */
  readonly registry: string;
  readonly credentials: RegistryCredentials;
}

function lookUp(entries: readonly Entry[], repository: string): readonly RegistryCredentials[] {
  const sorted = entries.toSorted((a, b) => (a.registry < b.registry ? 1 : a.registry > b.registry ? -1 : 0));
  const found = sorted.filter(({ registry }) => fits(registry, repository));
  const isDefault = found.length === 0 && repository.startsWith(`${DOCKER_HUB}/`);
  const chosen = isDefault ? sorted.filter(({ registry }) => registry === DEFAULT_REGISTRY) : found;
  return chosen.map(({ credentials }) => credentials);
}

/** The same number of parts of the host, each as its pattern has it; the path begins with the registry's. */
function fits(registry: string, repository: string): boolean {
  const [wanted, is] = [split(registry), split(repository)];
  return (
    wanted.port === is.port &&
    wanted.parts.length === is.parts.length &&
    is.path.startsWith(wanted.path) &&
    wanted.parts.every((pattern, i) => matches(pattern, is.parts[i] ?? ''))
  );
}

function split(name: string): { parts: readonly string[]; port: string; path: string } {
  const slash = name.indexOf('/');
  const [host = '', port = ''] = (slash < 0 ? name : name.slice(0, slash)).split(':');
  return { parts: host.split('.'), port, path: slash < 0 ? '' : name.slice(slash) };
}

/** "*" is any text, "?" any character. Goes back to the last star only: never long. */
function matches(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

// ------------------------------------------------------------------------------------------------ what secrets say

const entriesOf = (secrets: readonly Secret[]): readonly Entry[] =>
  secrets.flatMap(({ type, data = {} }) => {
    if (type === JSON_TYPE.type) return read(data[JSON_TYPE.key], 'DockerConfigJSON.auths');
    return type === LEGACY_TYPE.type ? read(data[LEGACY_TYPE.key]) : [];
  });

/** `field`: the registries stand in a field of the file. */
function read(encoded: string | undefined, field?: string): readonly Entry[] {
  if (!encoded) return [];
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder().decode(decodeBase64(encoded)));
  } catch {
    // The API takes no such secret: this one is older than its rules.
    throw new ImagePullError('unexpected end of JSON input');
  }
  const registries = field ? (object(file, '')?.auths ?? {}) : file;
  return Object.entries(object(registries, field ? `struct field ${field} of` : '') ?? {}).map(
    ([name, entry]) => ({ registry: registryOf(name), credentials: credentialsOf(entry) }),
  );
}

function object(value: unknown, place: string): Readonly<Record<string, unknown>> | undefined {
  if (value === null) return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new ImagePullError(
    `json: cannot unmarshal ${kind} into Go ${place || 'value of'} type credentialprovider.DockerConfig`,
  );
}

/** Without the scheme, and without the version of the API that docker writes behind the host. */
function registryOf(name: string): string {
  const bare = name.replace(/^https?:\/\//, '');
  const slash = bare.indexOf('/');
  if (slash < 0) return bare;
  const path = bare.slice(slash).replace(/^\/v[12]\//, '/');
  return path === '/' ? bare.slice(0, slash) : `${bare.slice(0, slash)}${path}`;
}

function credentialsOf(entry: unknown): RegistryCredentials {
  const { auth, username, password } = object(entry, '') ?? {};
  if (typeof auth !== 'string' || auth === '') {
    return { username: text(username), password: text(password) };
  }
  const decoded = decodedAuth(auth);
  const colon = decoded.indexOf(':');
  if (colon < 0) {
    throw new ImagePullError('unable to parse auth field, must be formatted as base64(username:password)');
  }
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function decodedAuth(auth: string): string {
  try {
    return new TextDecoder().decode(decodeBase64(auth));
  } catch {
    const at = auth.search(/[^A-Za-z0-9+/]/);
    throw new ImagePullError(`illegal base64 data at input byte ${at < 0 ? auth.length - 1 : at}`);
  }
}
