/** What is told of a hook that failed. */
// upstream: pkg/kubelet/lifecycle/handlers.go Run
import type { ContainerSpec, Pod } from '@/kube';
import { formatPod, quote } from '../reasons';
import type { Handler, HandlerResult } from './handlers';

export function hookFailure(
  hook: Handler,
  result: HandlerResult,
  of: { pod: Pod; spec: ContainerSpec },
): string {
  const where = `for Container ${quote(of.spec.name)} in Pod ${quote(formatPod(of.pod))} failed`;
  const message = `message: ${quote(result.output)}`;
  if (hook.exec)
    return `Exec lifecycle hook ([${(hook.exec.command ?? []).join(' ')}]) ${where} - error: ${result.error ?? ''}, ${message}`;
  if (hook.httpGet)
    return `HTTP lifecycle hook (${hook.httpGet.path ?? ''}) ${where} - error: ${result.error ?? ''}, ${message}`;
  return result.output;
}
