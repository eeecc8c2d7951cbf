/** A watch as a streamed body: one JSON object a line. The headers leave before the first event. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/watch.go
import { StatusError, type WatchEvent } from '@/apimachinery';
import type { WatchHandle, WatchSink } from '@/kube/transport';
import { JSON_TYPE } from './media';
import { commonHeaders, typeFirst } from './responses';
import type { Transform } from './tables';

/** A client that reads slower than this much behind is cut off and lists again, as upstream's slow watchers are. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;

const encoder = new TextEncoder();

export interface WatchOptions {
  /** Throws what is wrong with the request before anything was sent. */
  readonly open: (sink: WatchSink) => WatchHandle;
  readonly transform: Transform;
  readonly signal: AbortSignal;
}

export function watchResponse({ open, transform, signal }: WatchOptions): Response {
  let handle: WatchHandle | undefined;
  let over = false;
  const stop = () => {
    over = true;
    handle?.stop();
  };
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const write = (type: WatchEvent['type'], object: object) =>
      controller.enqueue(encoder.encode(`${JSON.stringify({ type, object: typeFirst(object) })}\n`));
    const end = () => {
      if (over) return;
      stop();
      controller.close();
    };
    handle = open({
      event({ type, object }) {
        if (over) return;
        write(type, type === 'ERROR' ? object : transform(object));
        if ((controller.desiredSize ?? 0) < -MAX_PENDING_BYTES) end();
      },
      closed(error) {
        if (over) return;
        if (error instanceof StatusError) write('ERROR', error.status);
        end();
      },
    });
    if (over) handle.stop();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  };
  const queue = new ByteLengthQueuingStrategy({ highWaterMark: 0 });
  const body = new ReadableStream<Uint8Array>({ start, cancel: stop }, queue);
  return new Response(body, { headers: { ...commonHeaders(), 'Content-Type': JSON_TYPE } });
}
