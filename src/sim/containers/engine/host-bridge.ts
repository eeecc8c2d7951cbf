/** The network and the images' programs, which live on the host's side: questions out, answers and streams in. */
import type { DnsAnswer } from '../../contracts';
import { posixFrom } from '../errors';
import type { BoxServices } from '../kernel/box';
import type { BoxNet, Connection, HttpResponse, NativeRun, NativeStart } from '../kernel/net';
import { Pipe } from '../kernel/pipe';
import type { FromEngine, HostCall, ToEngine } from './protocol';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface NativeEntry {
  readonly output: NativeStart['output'];
  readonly wantsInput: NativeStart['wantsInput'];
  readonly holds: NativeStart['holds'];
  readonly ended: (code: number) => void;
}

export class HostBridge {
  #next = 1;
  readonly #calls = new Map<number, Pending>();
  readonly #connections = new Map<number, Pipe>();
  readonly #listeners = new Map<number, (connection: Connection) => void>();
  readonly #natives = new Map<number, NativeEntry>();

  constructor(private readonly post: (message: FromEngine) => void) {}

  services(box: string, ip: string): Omit<BoxServices, 'memoryChanged'> {
    return {
      net: this.#net(box, ip),
      native: (start) => this.#native(box, start),
      signalHostInit: (name) => this.post({ type: 'signal-init', box, name }),
    };
  }

  receive(message: ToEngine): void {
    switch (message.type) {
      case 'result':
        this.#take(message.call)?.resolve(message.value);
        return;
      case 'error':
        this.#take(message.call)?.reject(posixFrom(message.code, message.message));
        return;
      case 'data': {
        const pipe = this.#connections.get(message.connection);
        if (message.bytes) pipe?.push(message.bytes);
        else if (this.#connections.delete(message.connection)) pipe?.writer.close();
        return;
      }
      case 'accepted':
        this.#listeners.get(message.listener)?.(this.#connection(message.connection, message.peer));
        return;
      case 'native-output':
        this.#natives.get(message.run)?.output(message.fd, message.bytes);
        return;
      case 'native-input':
        this.#natives.get(message.run)?.wantsInput();
        return;
      case 'native-hold':
        this.#natives.get(message.run)?.holds(message.bytes);
        return;
      case 'native-exit':
        this.#natives.get(message.run)?.ended(message.code);
        this.#natives.delete(message.run);
    }
  }

  #take(call: number): Pending | undefined {
    const pending = this.#calls.get(call);
    this.#calls.delete(call);
    return pending;
  }

  #ask(box: string, ask: HostCall): Promise<unknown> {
    const call = this.#next++;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.post({ type: 'call', call, box, ask });
    });
  }

  #net(box: string, ip: string): BoxNet {
    return {
      ip,
      lookup: async (name) => (await this.#ask(box, { method: 'lookup', name })) as readonly string[],
      query: async (name, type, server) =>
        (await this.#ask(box, {
          method: 'query',
          name,
          type,
          ...(server === undefined ? {} : { server }),
        })) as DnsAnswer,
      fetch: async (request) => (await this.#ask(box, { method: 'fetch', request })) as HttpResponse,
      dial: async (host, port) => {
        const connection = this.#next++;
        const open = this.#connection(connection, host);
        try {
          await this.#ask(box, { method: 'dial', host, port, connection });
          return open;
        } catch (error) {
          this.#connections.delete(connection);
          throw error;
        }
      },
      listen: async (port, accept) => {
        const listener = this.#next++;
        this.#listeners.set(listener, accept);
        await this.#ask(box, { method: 'listen', port, listener });
        return {
          close: () => {
            this.#listeners.delete(listener);
            this.post({ type: 'close-listener', listener });
          },
        };
      },
    };
  }

  #connection(id: number, peer: string): Connection {
    const incoming = new Pipe('socket:[1]');
    this.#connections.set(id, incoming);
    return {
      incoming,
      peer,
      send: (bytes) => this.post({ type: 'data', connection: id, bytes: bytes.slice() }),
      end: () => this.post({ type: 'data', connection: id, bytes: null }),
      close: () => {
        this.#connections.delete(id);
        this.post({ type: 'close-connection', connection: id });
      },
    };
  }

  #native(box: string, { output, wantsInput, holds, ...start }: NativeStart): NativeRun {
    const run = this.#next++;
    const exited = new Promise<number>((resolve) => {
      this.#natives.set(run, { output, wantsInput, holds, ended: resolve });
    });
    this.post({ type: 'native', run, box, ...start });
    return {
      exited,
      stdin: (bytes) => this.post({ type: 'native-stdin', run, bytes: bytes ?? null }),
      signal: (name) => this.post({ type: 'native-signal', run, name }),
    };
  }
}
