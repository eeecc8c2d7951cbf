/** An HTTP request to a Service from the cluster's side: through the API server's proxy, so that it works anywhere. */
import type { HttpCondition } from '../check-schema';
import type { GradedCluster } from '../cluster-reader';
import { type Outcome, PASSED } from '../outcome';

const TIMEOUT_MS = 5000;
const MAX_SHOWN = 120;

export async function checkHttp(condition: HttpCondition, cluster: GradedCluster): Promise<Outcome> {
  const { service, namespace, port, path, status, contains } = condition;
  const where = `http://${service}.${namespace}.svc:${port}${path}`;
  const next = `kubectl describe service ${service}${namespace === 'default' ? '' : ` -n ${namespace}`}`;
  const expected = `an answer with status ${status}${contains ? ` that contains "${contains}"` : ''}`;
  const fail = (found: string): Outcome => ({ passed: false, expected, found, where, next });
  const address = `/api/v1/namespaces/${namespace}/services/${encodeURIComponent(`http:${service}:${port}`)}/proxy${path}`;
  let response: Response;
  try {
    response = await cluster.fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    return fail(
      error instanceof Error && error.name === 'TimeoutError' ? 'no answer within 5 seconds' : String(error),
    );
  }
  const body = await response.text();
  const fromApi = statusMessage(response, body);
  if (fromApi !== undefined) return fail(fromApi);
  if (response.status !== status) return fail(`status ${response.status}`);
  if (contains && !body.includes(contains)) return fail(`"${body.slice(0, MAX_SHOWN).trim()}"`);
  return PASSED;
}

/** What the API server itself says when it can't reach the Service: `services "web" not found`, no endpoints ... */
function statusMessage(response: Response, body: string): string | undefined {
  if (response.ok || !response.headers.get('content-type')?.startsWith('application/json')) return undefined;
  try {
    const status = JSON.parse(body) as { kind?: string; message?: string };
    return status.kind === 'Status' ? status.message : undefined;
  } catch {
    return undefined;
  }
}
