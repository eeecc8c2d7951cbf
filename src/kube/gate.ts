/**
 * A transport that can be shut: whoever still holds a client of it writes nothing any more. A part that is stopped
 * shuts its gate, so that what it had begun doesn't go on in a cluster that was meanwhile taken back.
 */
import { failure, type StatusError } from '@/apimachinery';
import type { Transport } from './transport';

export interface Gate {
  readonly transport: Transport;
  /** From now on every request fails. Watches stay what their owners make of them. */
  shut(): void;
}

const stopped = (): StatusError => failure(503, 'ServiceUnavailable', 'this part of the cluster was stopped');

export function createGate(transport: Transport): Gate {
  let open = true;
  return {
    transport: {
      call: (request) => (open ? transport.call(request) : Promise.reject(stopped())),
      watch: (request, sink) => transport.watch(request, sink),
    },
    shut() {
      open = false;
    },
  };
}
