/** The shell engine in this very thread: no worker, no pacing. For tests, and where there are no threads. */
import type { Clock } from '@/apimachinery';
import { Kernel } from '../kernel/kernel';
import { TOOLS } from '../tools';
import type { ShellEngine } from './protocol';
import { EngineSession } from './session';

/** Processes sleep by the given clock, so a test moves them by moving it. */
export function inlineEngine(clock: Clock): ShellEngine {
  const kernel = new Kernel({ macrotask }, TOOLS);
  return {
    connect: (events) => {
      let open = true;
      const session = new EngineSession(kernel, clock, (message) => {
        if (open) events.receive(message);
      });
      return {
        post: (message) => session.receive(message),
        close: () => {
          open = false;
          session.close();
        },
      };
    },
  };
}

/** One turn of the event loop by a channel that is closed at once, so that nothing keeps a program alive. */
function macrotask(fn: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    fn();
  };
  port2.postMessage(null);
}
