/** A container's log as `kubectl logs` asks for it: tail, since, timestamps, a limit of bytes, following. */
// upstream: pkg/kubelet/kuberuntime/logs/logs.go ReadLogs
import { formatTime, parseTime } from '@/apimachinery';
import type { LogOptions } from '../../contracts';
import type { ContainerLog, LogLine } from './container-log';

export interface ReadContext {
  readonly options: LogOptions;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

export function readLog(
  log: ContainerLog,
  { options, nowMs, signal }: ReadContext,
): ReadableStream<Uint8Array> {
  const since = sinceMs(options, nowMs);
  const firstSequence = startOf(log.lines, options, since);
  let next = firstSequence;
  let budget = options.limitBytes ?? Number.POSITIVE_INFINITY;
  let unfollow: () => void = () => {};
  const encoder = new TextEncoder();

  const pump = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    // Sequences have no gaps: what was shown already is skipped without a look.
    const shown = Math.max(next - (log.lines[0]?.sequence ?? next), 0);
    for (const line of log.lines.slice(shown)) {
      if (budget <= 0) break;
      next = line.sequence + 1;
      if (line.timeMs < since) continue;
      const bytes = encoder.encode(formatLine(line, options.timestamps === true));
      controller.enqueue(bytes.length > budget ? bytes.slice(0, budget) : bytes);
      budget -= bytes.length;
    }
    if (!options.follow || log.closed || budget <= 0 || signal.aborted) end(controller);
  };
  let ended = false;
  const end = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (ended) return;
    ended = true;
    unfollow();
    controller.close();
  };

  return new ReadableStream<Uint8Array>({
    start(controller) {
      pump(controller);
      if (ended) return;
      unfollow = log.follow(() => pump(controller));
      signal.addEventListener('abort', () => end(controller), { once: true });
    },
    cancel() {
      ended = true;
      unfollow();
    },
  });
}

function sinceMs({ sinceSeconds, sinceTime }: LogOptions, nowMs: number): number {
  if (sinceSeconds !== undefined) return nowMs - sinceSeconds * 1000;
  return sinceTime === undefined ? 0 : parseTime(sinceTime);
}

/** The sequence of the first line to show. */
function startOf(lines: readonly LogLine[], { tailLines }: LogOptions, since: number): number {
  const shown = since > 0 ? lines.filter((line) => line.timeMs >= since) : lines;
  const first = tailLines === undefined ? 0 : Math.max(shown.length - tailLines, 0);
  const line = shown[first];
  return line ? line.sequence : (lines.at(-1)?.sequence ?? -1) + 1;
}

function formatLine(line: LogLine, timestamps: boolean): string {
  const text = line.complete ? `${line.text}\n` : line.text;
  return timestamps ? `${formatNanoTime(line)} ${text}` : text;
}

/** RFC 3339 with nanoseconds; those below a millisecond come from the line's number, so that times differ. */
export function formatNanoTime({ timeMs, sequence }: LogLine): string {
  const below = String((sequence * 1_021 + 137) % 1_000_000).padStart(6, '0');
  const millis = String(timeMs % 1000).padStart(3, '0');
  return `${formatSeconds(timeMs)}.${millis}${below}Z`;
}

const formatSeconds = (timeMs: number): string => formatTime(timeMs).slice(0, -1);
