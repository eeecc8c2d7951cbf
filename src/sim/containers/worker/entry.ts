/**
 * A worker thread that runs the shell engine for many clusters. Bundled by itself (dist/container-worker.js). It asks
 * the system for the lowest priority: whatever students' programs do, API servers come first.
 */
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { FromEngine, ToEngine } from '../engine/protocol';
import { EngineSession } from '../engine/session';
import { Kernel } from '../kernel/kernel';
import { TOOLS } from '../tools';
import { RemoteClock } from './clock';
import type { FromWorker, ToWorker } from './messages';

const port = parentPort;
if (!port) throw new Error('container-worker runs as a worker thread only');

try {
  // On Linux this is the thread's own priority, not the process's.
  setPriority(0, constants.priority.PRIORITY_LOW);
} catch {
  // Without it the engine still yields; it only competes a little harder.
}

const wall = () => performance.now();
const kernel = new Kernel(
  {
    macrotask: (fn) => void setImmediate(fn),
    wall: { now: wall, delay: (ms, fn) => void setTimeout(fn, ms) },
  },
  TOOLS,
);

interface Attached {
  readonly session: EngineSession;
  readonly clock: RemoteClock;
  readonly outbox: FromEngine[];
}

const clusters = new Map<number, Attached>();

function attach(cluster: number): Attached {
  const outbox: FromEngine[] = [];
  const send = (message: FromEngine) => {
    // One message per turn of the event loop, however much a program prints.
    if (outbox.push(message) === 1) setImmediate(() => flush(cluster, outbox));
  };
  const clock = new RemoteClock(send, wall);
  const attached = { session: new EngineSession(kernel, clock, send), clock, outbox };
  clusters.set(cluster, attached);
  return attached;
}

function flush(cluster: number, outbox: FromEngine[]): void {
  if (!clusters.has(cluster)) return;
  port?.postMessage({ kind: 'engine', cluster, messages: outbox.splice(0) } satisfies FromWorker);
}

function receive({ session, clock }: Attached, message: ToEngine): void {
  if ('now' in message && message.type !== 'timer') clock.sync(message.now);
  if (message.type === 'timer') clock.fire(message.id, message.now);
  else session.receive(message);
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'ping':
      port.postMessage({ kind: 'pong' } satisfies FromWorker);
      return;
    case 'close':
      clusters.get(message.cluster)?.session.close();
      clusters.delete(message.cluster);
      return;
    case 'engine': {
      const attached = clusters.get(message.cluster) ?? attach(message.cluster);
      for (const one of message.messages) receive(attached, one);
    }
  }
});
