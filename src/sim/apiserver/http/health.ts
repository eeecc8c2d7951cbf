/** The paths that say how the server is: /healthz, /livez, /readyz with their single checks, /version. */
// upstream: staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go handleRootHealth
import { own } from '@/apimachinery';
import { pageNotFound, textResponse } from './responses';

/** A named check; undefined is fine, a text says what is wrong. */
export type HealthCheck = () => string | undefined;

const ENDPOINTS = ['healthz', 'livez', 'readyz'];

/** undefined when the path is not one of health. */
export function healthResponse(
  path: string,
  query: URLSearchParams,
  checks: Readonly<Record<string, HealthCheck>>,
): Response | undefined {
  const [, endpoint = '', name, ...more] = path.split('/');
  if (!ENDPOINTS.includes(endpoint) || more.length > 0) return undefined;
  if (name) {
    const check = own(checks, name);
    if (!check) return pageNotFound();
    const failure = check();
    return failure === undefined ? ok() : textResponse(500, `internal server error: ${failure}\n`);
  }
  const excluded = query.getAll('exclude');
  const results = Object.entries(checks).map(([check, run]) => ({
    check,
    excluded: excluded.includes(check),
    failure: excluded.includes(check) ? undefined : run(),
  }));
  const lines = results.map((result) =>
    result.excluded
      ? `[+]${result.check} excluded: ok\n`
      : result.failure === undefined
        ? `[+]${result.check} ok\n`
        : `[-]${result.check} failed: reason withheld\n`,
  );
  const failed = results.some(({ failure }) => failure !== undefined);
  if (failed) return textResponse(500, `${lines.join('')}${endpoint} check failed\n`);
  return query.has('verbose') ? textResponse(200, `${lines.join('')}${endpoint} check passed\n`) : ok();
}

const ok = () => textResponse(200, 'ok');

/** What `kubectl version` prints. The commit and the tools are the simulator's own affair. */
export function versionDocument(gitVersion: string): object {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '2025-12-17T00:00:00Z',
    goVersion: 'sealegs-sim',
    compiler: 'sealegs-sim',
    platform: 'linux/amd64',
  };
}
