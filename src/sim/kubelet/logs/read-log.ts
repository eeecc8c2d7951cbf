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
  let next = firstShown(log, options, since);
  let budget = options.limitBytes ?? Number.POSITIVE_INFINITY;
  let unfollow: () => void = () => {};
  const encoder = new TextEncoder();

  const pump = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const lines = log.linesFrom(next).filter((line) => line.timeMs >= since);
    next = log.nextSequence;
    const text = lines.map((line) => formatLine(line, options.timestamps === true)).join('');
    const bytes = encoder.encode(text).subarray(0, budget);
    if (bytes.length > 0) controller.enqueue(bytes);
    budget -= bytes.length;
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
function firstShown(log: ContainerLog, { tailLines }: LogOptions, since: number): number {
  if (tailLines === undefined) return 0;
  if (since === 0) return log.nextSequence - tailLines;
  const shown = log.lines.filter((line) => line.timeMs >= since);
  return shown[Math.max(shown.length - tailLines, 0)]?.sequence ?? log.nextSequence;
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
