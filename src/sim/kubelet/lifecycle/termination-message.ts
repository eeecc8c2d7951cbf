/** What a container leaves behind about its end: its message file, or the end of its log. https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/ */
// upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go getTerminationMessage
import type { ContainerSpec } from '@/kube';
import type { Container } from '../../contracts';
import type { ContainerLog } from '../logs/container-log';

const DEFAULT_PATH = '/dev/termination-log';
const MAX_FILE_BYTES = 4096;
const MAX_LOG_BYTES = 2048;
const MAX_LOG_LINES = 80;

export async function terminationMessage(
  spec: ContainerSpec,
  end: { readonly exitCode: number; readonly container: Container | undefined; readonly log: ContainerLog },
): Promise<string> {
  const path = spec.terminationMessagePath ?? DEFAULT_PATH;
  const bytes = await end.container?.fs.readFile(path).catch(() => undefined);
  const message = bytes ? new TextDecoder().decode(bytes.subarray(-MAX_FILE_BYTES)) : '';
  const fallsBack = spec.terminationMessagePolicy === 'FallbackToLogsOnError';
  if (message !== '' || !fallsBack || end.exitCode === 0) return message;
  const text = end.log
    .linesFrom(end.log.nextSequence - MAX_LOG_LINES)
    .map((line) => (line.complete ? `${line.text}\n` : line.text))
    .join('');
  return text.slice(-MAX_LOG_BYTES);
}
