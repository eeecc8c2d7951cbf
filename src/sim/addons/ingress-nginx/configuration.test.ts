import { describe, expect, it } from 'vitest';
import type { Ingress, IngressClass } from '@/kube';
import { buildServers, isServed, locationOf, rewritten, serverOf } from './configuration';

type Path = readonly [path: string, type: 'Exact' | 'Prefix' | 'ImplementationSpecific', service: string];

let age = 0;
const ingress = (
  host: string | undefined,
  paths: readonly Path[],
  annotations: Record<string, string> = {},
  more: Partial<NonNullable<Ingress['spec']>> = {},
): Ingress => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: {
    name: `i${age}`,
    namespace: 'shop',
    creationTimestamp: `2026-01-01T00:00:${String(age++ % 60).padStart(2, '0')}Z`,
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, value]) => [`nginx.ingress.kubernetes.io/${name}`, value]),
    ),
  },
  spec: {
    ingressClassName: 'nginx',
    ...(paths.length > 0
      ? {
          rules: [
            {
              ...(host ? { host } : {}),
              http: {
                paths: paths.map(([path, pathType, name]) => ({
                  path,
                  pathType,
                  backend: { service: { name, port: { number: 80 } } },
                })),
              },
            },
          ],
        }
      : {}),
    ...more,
  },
});

/** "service path" that a request leads to; "404" for nobody. */
function leads(ingresses: readonly Ingress[], url: string): string {
  const { hostname, pathname } = new URL(url);
  const server = serverOf(buildServers(ingresses), hostname);
  const location = server && locationOf(server, pathname);
  return location?.backend ? `${location.backend.service} ${rewritten(location, pathname)}` : '404';
}

describe('a request', () => {
  const PATHS = ingress('a.com', [
    ['/', 'Prefix', 'root'],
    ['/foo', 'Prefix', 'foo'],
    ['/foo/bar', 'Prefix', 'bar'],
    ['/foo', 'Exact', 'only'],
    ['/im', 'ImplementationSpecific', 'im'],
  ]);
  const WILD = ingress('*.b.com', [['/', 'Prefix', 'wild']]);
  const ANY = ingress(undefined, [['/any', 'Prefix', 'any']]);
  const FALLBACK = ingress(
    undefined,
    [],
    {},
    {
      defaultBackend: { service: { name: 'fallback', port: { number: 80 } } },
    },
  );
  it.each<[string, readonly Ingress[], string]>([
    ['http://a.com/', [PATHS], 'root /'],
    ['http://A.com/x', [PATHS], 'root /x'],
    ['http://a.com/foo', [PATHS], 'only /foo'],
    ['http://a.com/foo/', [PATHS], 'foo /foo/'],
    ['http://a.com/foo/bar/baz', [PATHS], 'bar /foo/bar/baz'],
    ['http://a.com/foobar', [PATHS], 'root /foobar'],
    ['http://a.com/images', [PATHS], 'im /images'],
    ['http://other.com/', [PATHS], '404'],
    ['http://x.b.com/', [WILD], 'wild /'],
    ['http://x.y.b.com/', [WILD], '404'],
    ['http://b.com/', [WILD], '404'],
    ['http://x.b.com/', [WILD, ingress('x.b.com', [['/', 'Prefix', 'own']])], 'own /'],
    ['http://whoever.com/any/thing', [ANY], 'any /any/thing'],
    ['http://a.com/any', [PATHS, ANY], 'root /any'],
    ['http://whoever.com/', [FALLBACK], 'fallback /'],
    ['http://whoever.com/', [FALLBACK, ANY], 'fallback /'],
    ['http://a.com/', [ingress('a.com', [['/x', 'Prefix', 'x']]), FALLBACK], '404'],
    [
      'http://a.com/y',
      [
        ingress(
          'a.com',
          [['/x', 'Prefix', 'x']],
          {},
          {
            defaultBackend: { service: { name: 'rest', port: { number: 80 } } },
          },
        ),
      ],
      'rest /y',
    ],
  ])('to %s', (url, ingresses, expected) => {
    expect(leads(ingresses, url)).toBe(expected);
  });

  it.each<[string, Path, string, string]>([
    ['/app', ['/app', 'Prefix', 'app'], '/', 'app /'],
    ['/app/x/y', ['/app(/|$)(.*)', 'ImplementationSpecific', 'app'], '/$2', 'app /x/y'],
    ['/app', ['/app(/|$)(.*)', 'ImplementationSpecific', 'app'], '/$2', 'app /'],
    ['/APP/x', ['/app/(.*)', 'ImplementationSpecific', 'app'], '/new/$1', 'app /new/x'],
    ['/other', ['/app/(.*)', 'ImplementationSpecific', 'app'], '/$1', '404'],
    ['/app/x', ['/app/((', 'ImplementationSpecific', 'app'], '/$1', '404'],
  ])('to %s by the path %j is rewritten to %s', (path, rule, target, expected) => {
    expect(leads([ingress('a.com', [rule], { 'rewrite-target': target })], `http://a.com${path}`)).toBe(
      expected,
    );
  });

  it('goes to the older of two Ingresses with the same path', () => {
    const older = ingress('a.com', [['/', 'Prefix', 'older']]);
    const newer = ingress('a.com', [['/', 'Prefix', 'newer']]);
    expect(leads([newer, older], 'http://a.com/')).toBe('older /');
  });
});

it('certificates are those that tls names for a host', () => {
  const servers = buildServers([
    ingress('a.com', [['/', 'Prefix', 'a']], {}, { tls: [{ hosts: ['a.com'], secretName: 'cert' }] }),
    ingress('b.com', [['/', 'Prefix', 'b']], {}, { tls: [{ hosts: ['b.com'] }] }),
    ingress('c.com', [['/', 'Prefix', 'c']]),
  ]);
  expect(['a.com', 'b.com', 'c.com'].map((host) => servers.get(host)?.tlsSecret)).toEqual([
    'shop/cert',
    '',
    undefined,
  ]);
});

describe('an Ingress is served', () => {
  const ingressClass = (name: string, controller: string): IngressClass => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name },
    spec: { controller },
  });
  const classes = [ingressClass('nginx', 'k8s.io/ingress-nginx'), ingressClass('other', 'example.com/x')];
  const old = (value: string): Ingress => {
    const made = ingress('a.com', [['/', 'Prefix', 'a']], {}, { ingressClassName: undefined as never });
    return { ...made, metadata: { ...made.metadata, annotations: { 'kubernetes.io/ingress.class': value } } };
  };
  it.each<[string, Ingress, boolean]>([
    ['by its class', ingress('a.com', []), true],
    ['not by another', ingress('a.com', [], {}, { ingressClassName: 'other' }), false],
    ['not without', ingress('a.com', [], {}, { ingressClassName: undefined as never }), false],
    ['by the old annotation', old('nginx'), true],
    ['not by another annotation', old('traefik'), false],
  ])('%s', (_what, given, expected) => {
    expect(isServed(given, classes)).toBe(expected);
  });
});
