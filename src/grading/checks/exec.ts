/** A command in a running pod: its exit code and what it prints. Reachability is judged from where it matters. */
import { StatusError, type Unstructured } from '@/apimachinery';
import { resources } from '@/kube';
import type { ExecCondition } from '../check-schema';
import type { ClusterReader } from '../cluster-reader';
import { type Outcome, PASSED, placeOf } from '../outcome';

const TIMEOUT_MS = 10_000;
const MAX_SHOWN = 160;

export async function checkExec(condition: ExecCondition, reader: ClusterReader): Promise<Outcome> {
  const { namespace, container, command, ends, contains, expected } = condition;
  const pod = await podOf(condition, reader);
  const name = pod?.metadata.name ?? condition.pod;
  const where = `${placeOf({ kind: 'Pod', name, namespace })}: ${command.join(' ')}`;
  const flag = namespace === 'default' ? '' : ` -n ${namespace}`;
  const fail = (found: string, next: string): Outcome => ({ passed: false, expected, found, where, next });
  if (!pod) {
    const found = condition.selector ? `no running pod with ${condition.selector}` : `no running pod ${name}`;
    return fail(found, `kubectl get pods${flag}`);
  }
  const again = `kubectl exec${flag} ${name}${container ? ` -c ${container}` : ''} -- ${command.map(quoted).join(' ')}`;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const result = await reader.cluster.exec({
      namespace,
      pod: pod.metadata.name ?? '',
      container,
      command,
      signal,
    });
    const endedWell = result.exitCode === 0;
    const holds = !contains || result.stdout.includes(contains);
    if (endedWell === (ends === 'well') && holds) return PASSED;
    const said = (result.stdout.trim() || result.stderr.trim()).slice(0, MAX_SHOWN);
    const ended = endedWell ? 'the command ends well' : `the command ends with exit code ${result.exitCode}`;
    return fail(said ? `${ended} and says "${said}"` : `${ended} and says nothing`, again);
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return fail('no end within 10 seconds', again);
    if (error instanceof StatusError) return fail(error.message, again);
    throw error;
  }
}

async function podOf({ pod, selector, namespace }: ExecCondition, reader: ClusterReader) {
  const found = pod
    ? [await reader.get(resources.pods, pod, namespace)]
    : await reader.list(resources.pods, namespace, selector);
  return found.find((candidate) => candidate !== undefined && isRunning(candidate));
}

function isRunning({ metadata, status }: Unstructured): boolean {
  const { phase } = (status ?? {}) as { phase?: string };
  return phase === 'Running' && !metadata.deletionTimestamp;
}

/** A word as the shell would need it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
