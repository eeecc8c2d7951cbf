/** What nginx would be configured with: a server for each host, with its locations in the order in which they are tried. */
// upstream: ingress-nginx internal/ingress/controller/{controller,location}.go, template/template.go buildLocation
import { RE2JS } from 're2js';
import { type Ingress, type IngressClass, nameOf, namespaceOf } from '@/kube';
import { type Settings, settingsOf } from './annotations';

export const CONTROLLER = 'k8s.io/ingress-nginx';
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const CLASS = 'nginx';
/** The server of every host that no rule names. */
export const CATCH_ALL = '_';

export interface Backend {
  readonly namespace: string;
  readonly service: string;
  /** A number, or a port's name. */
  readonly port: number | string;
}

export interface Location {
  readonly path: string;
  readonly match: 'exact' | 'prefix' | 'string' | 'regex';
  readonly backend: Backend | undefined;
  readonly settings: Settings | undefined;
}

export interface Server {
  readonly host: string;
  readonly locations: readonly Location[];
  /** "namespace/name" of the secret with its certificate; "" for one that names none. */
  readonly tlsSecret: string | undefined;
}

/** Ours: by class, by the old annotation, never without either. */
export function isServed(ingress: Ingress, classes: readonly IngressClass[]): boolean {
  const annotated = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  if (annotated !== undefined) return annotated === CLASS;
  const name = ingress.spec?.ingressClassName;
  return classes.some((c) => nameOf(c) === name && c.spec?.controller === CONTROLLER);
}

/** Older Ingresses come first: of two that want the same path the first has it. */
export function buildServers(ingresses: readonly Ingress[]): ReadonlyMap<string, Server> {
  const drafts = new Map<string, Location[]>();
  const fallbacks = new Map<string, Location>();
  for (const ingress of ingresses.toSorted(byAge)) {
    const settings = settingsOf(ingress);
    const { rules = [], defaultBackend } = ingress.spec ?? {};
    const fallback = backendOf(ingress, defaultBackend);
    if (fallback && rules.length === 0 && !fallbacks.has(CATCH_ALL)) {
      fallbacks.set(CATCH_ALL, { path: '/', match: 'string', backend: fallback, settings });
    }
    for (const { host, http } of rules) {
      const name = host || CATCH_ALL;
      const locations = drafts.get(name) ?? [];
      drafts.set(name, locations);
      if (fallback && !fallbacks.has(name)) {
        fallbacks.set(name, { path: '/', match: 'string', backend: fallback, settings });
      }
      for (const { path = '/', pathType, backend } of http?.paths ?? []) {
        const location: Location = {
          path: path || '/',
          match: MATCHES[pathType] ?? 'string',
          backend: backendOf(ingress, backend),
          settings,
        };
        if (!locations.some((known) => known.path === location.path && known.match === location.match)) {
          locations.push(location);
        }
      }
    }
  }
  const hosts = new Set([CATCH_ALL, ...drafts.keys()]);
  return new Map(
    [...hosts].map((host) => {
      const fallback = fallbacks.get(host) ?? NOBODY;
      const locations = inOrder(drafts.get(host) ?? [], fallback);
      return [host, { host, locations, tlsSecret: tlsSecretOf(host, ingresses) }];
    }),
  );
}

const MATCHES: Readonly<Record<string, Location['match']>> = { Exact: 'exact', Prefix: 'prefix' };
const NOBODY: Location = { path: '/', match: 'string', backend: undefined, settings: undefined };

const byAge = (a: Ingress, b: Ingress): number => {
  const key = ({ metadata }: Ingress) =>
    `${metadata.creationTimestamp} ${metadata.namespace}/${metadata.name}`;
  return key(a) < key(b) ? -1 : 1;
};

type RuleBackend = NonNullable<NonNullable<Ingress['spec']>['defaultBackend']>;

const backendOf = (ingress: Ingress, backend: RuleBackend | undefined): Backend | undefined =>
  backend?.service && {
    namespace: namespaceOf(ingress),
    service: backend.service.name,
    port: backend.service.port?.number ?? backend.service.port?.name ?? '',
  };

/** One location with a rewrite or a pattern makes all of its host patterns. Longer paths are tried first. */
function inOrder(given: readonly Location[], fallback: Location): readonly Location[] {
  const isRoot = ({ path, match }: Location) => path === '/' && match !== 'exact';
  const all = given.some(isRoot) ? given : [...given, fallback];
  const byPattern = all.some(({ settings }) => settings?.useRegex || settings?.rewriteTarget);
  return all
    .map((location) => (byPattern ? { ...location, match: 'regex' as const } : location))
    .toSorted((a, b) => b.path.length - a.path.length || RANK[a.match] - RANK[b.match]);
}

const RANK = { exact: 0, prefix: 1, string: 2, regex: 3 } as const;

function tlsSecretOf(host: string, ingresses: readonly Ingress[]): string | undefined {
  for (const ingress of ingresses) {
    for (const { hosts = [], secretName } of ingress.spec?.tls ?? []) {
      const covers = hosts.length > 0 ? hosts.includes(host) : hasRuleFor(ingress, host);
      if (covers) return secretName ? `${namespaceOf(ingress)}/${secretName}` : '';
    }
  }
  return undefined;
}

const hasRuleFor = ({ spec }: Ingress, host: string): boolean =>
  (spec?.rules ?? []).some((rule) => (rule.host || CATCH_ALL) === host);

/** A host by its name, else by the wildcard of its domain, else the one for all. */
export function serverOf(servers: ReadonlyMap<string, Server>, host: string): Server | undefined {
  const name = host.toLowerCase();
  return servers.get(name) ?? servers.get(name.replace(/^[^.]+/, '*')) ?? servers.get(CATCH_ALL);
}

// upstream: nginx: "=" wins over all, then the longest prefix; patterns in their order.
export function locationOf({ locations }: Server, path: string): Location | undefined {
  return (
    locations.find((location) => location.match === 'exact' && location.path === path) ??
    locations.find((location) => location.match !== 'exact' && matches(location, path))
  );
}

function matches({ path: pattern, match }: Location, path: string): boolean {
  if (match === 'string') return path.startsWith(pattern);
  if (match === 'regex') return compile(pattern)?.matcher(path).find() ?? false;
  // By whole elements: /foo takes /foo and /foo/bar, not /foobar.
  const prefix = pattern.replace(/\/$/, '');
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** A linear-time pattern: students write them. One that can't be read matches nothing. */
function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(`^${pattern}`, RE2JS.CASE_INSENSITIVE);
  } catch {
    return undefined;
  }
}

/** The path that the backend is asked for. */
export function rewritten({ path: pattern, settings }: Location, path: string): string {
  const target = settings?.rewriteTarget;
  const matcher = target === undefined ? undefined : compile(pattern)?.matcher(path);
  if (target === undefined || !matcher?.find()) return path;
  const groups = matcher.groupCount();
  const result = target.replace(/\$(\d)/g, (_, digit: string) =>
    Number(digit) <= groups ? (matcher.group(Number(digit)) ?? '') : '',
  );
  return result.startsWith('/') ? result : `/${result}`;
}
