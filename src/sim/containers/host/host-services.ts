/** What processes in the engine reach outside it: the network and the programs of their image. */
import type { Clock } from '@/apimachinery';
import type { ByteStream, ContainerFs, NativeProgram, NetworkAccess, Process } from '../../contracts';
import { reasonOf, writtenHeaders } from '../../net';
import type { CpuMeter } from '../cpu-meter';
import type { FromEngine, HostCall, ToEngine } from '../engine/protocol';
import { errorCode, errorText, PosixError } from '../errors';
import type { HttpRequest, HttpResponse } from '../kernel/net';
import { runNative } from './native';

export interface ServedBox {
  readonly id: string;
  readonly hostname: string;
  readonly net: NetworkAccess;
  readonly fs: ContainerFs;
  readonly programs: Readonly<Record<string, NativeProgram>>;
  readonly meter: CpuMeter;
  /** A signal sent to process 1 from inside, where that runs on the host's side. */
  signalInit(name: string): void;
}

interface OpenConnection {
  readonly writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
}

/** Longest answer that a program gets as a whole. */
const MAX_BODY = 16 << 20;

export class HostServices {
  readonly #boxes = new Map<string, ServedBox>();
  readonly #connections = new Map<number, OpenConnection>();
  readonly #listeners = new Map<number, { box: string; close(): void }>();
  readonly #natives = new Map<number, { box: string; process: Process }>();
  #nextAccepted = -1;

  constructor(
    private readonly post: (message: ToEngine) => void,
    private readonly clock: Clock,
  ) {}

  add(box: ServedBox): void {
    this.#boxes.set(box.id, box);
  }

  remove(id: string): void {
    this.#boxes.delete(id);
    for (const [key, listener] of this.#listeners) if (listener.box === id) this.#closeListener(key);
    for (const { box, process } of this.#natives.values()) if (box === id) process.signal('SIGKILL');
  }

  close(): void {
    for (const id of [...this.#boxes.keys()]) this.remove(id);
    for (const id of [...this.#connections.keys()]) this.#closeConnection(id);
  }

  serve(message: FromEngine): void {
    switch (message.type) {
      case 'call':
        return void this.#answer(message.call, message.box, message.ask);
      case 'data':
        this.#send(message.connection, message.bytes);
        return;
      case 'close-connection':
        this.#closeConnection(message.connection);
        return;
      case 'close-listener':
        this.#closeListener(message.listener);
        return;
      case 'native':
        this.#startNative(message);
        return;
      case 'native-stdin': {
        const native = this.#natives.get(message.run)?.process;
        message.bytes ? native?.write(message.bytes) : native?.closeStdin();
        return;
      }
      case 'native-signal':
        this.#natives.get(message.run)?.process.signal(message.name);
        return;
      case 'signal-init':
        this.#boxes.get(message.box)?.signalInit(message.name);
        return;
    }
  }

  async #answer(call: number, boxId: string, ask: HostCall): Promise<void> {
    try {
      const box = this.#boxes.get(boxId);
      if (!box) throw new PosixError('ESRCH');
      this.post({ type: 'result', call, value: await this.#call(box, ask) });
    } catch (error) {
      const code = errorCode(error);
      this.post({ type: 'error', call, ...(code !== undefined && { code }), message: errorText(error) });
    }
  }

  async #call(box: ServedBox, ask: HostCall): Promise<unknown> {
    switch (ask.method) {
      case 'lookup':
        return [...(await box.net.lookup(ask.name))];
      case 'query':
        return box.net.query(ask.name, ask.type, ask.server);
      case 'fetch':
        return fetchWhole(box.net, ask.request);
      case 'dial':
        this.#adopt(ask.connection, await box.net.dial(ask.host, ask.port));
        return null;
      case 'listen': {
        const server = await box.net.listen(ask.port, {
          tcp: (stream, peer) => {
            const connection = this.#nextAccepted--;
            this.post({ type: 'accepted', listener: ask.listener, connection, peer: peer.ip });
            this.#adopt(connection, stream);
          },
        });
        this.#listeners.set(ask.listener, { box: box.id, close: () => server.close() });
        return null;
      }
    }
  }

  // ------------------------------------------------------------------------------------------------------- connections

  #adopt(id: number, stream: ByteStream): void {
    const reader = stream.readable.getReader();
    this.#connections.set(id, { reader, writer: stream.writable.getWriter() });
    void this.#pump(id, reader);
  }

  async #pump(id: number, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
        this.post({ type: 'data', connection: id, bytes: chunk.value });
    } catch {
      // A connection that was reset has ended, too.
    }
    this.post({ type: 'data', connection: id, bytes: null });
  }

  #send(id: number, bytes: Uint8Array | null): void {
    const writer = this.#connections.get(id)?.writer;
    const done = bytes ? writer?.write(bytes) : writer?.close();
    done?.catch(() => {});
  }

  #closeConnection(id: number): void {
    const connection = this.#connections.get(id);
    this.#connections.delete(id);
    connection?.reader.cancel().catch(() => {});
    connection?.writer.close().catch(() => {});
  }

  #closeListener(id: number): void {
    this.#listeners.get(id)?.close();
    this.#listeners.delete(id);
  }

  // ------------------------------------------------------------------------------------------------------- programs

  #startNative({
    run,
    box: boxId,
    program: path,
    argv,
    env,
    cwd,
    tty,
  }: Extract<FromEngine, { type: 'native' }>): void {
    const box = this.#boxes.get(boxId);
    const program = box?.programs[path];
    if (!box || !program) {
      this.post({ type: 'native-exit', run, code: 127 });
      return;
    }
    const output = (fd: 1 | 2) => (bytes: Uint8Array) => this.post({ type: 'native-output', run, fd, bytes });
    const process = runNative({
      program,
      argv,
      env,
      cwd,
      hostname: box.hostname,
      fs: box.fs,
      net: box.net,
      clock: this.clock,
      io: { stdout: output(1), stderr: output(2) },
      tty,
      meter: box.meter,
      hold: (bytes) => this.post({ type: 'native-hold', run, bytes }),
      wantsInput: () => this.post({ type: 'native-input', run }),
    });
    this.#natives.set(run, { box: boxId, process });
    void process.exited.then(({ exitCode }) => {
      this.#natives.delete(run);
      this.post({ type: 'native-exit', run, code: exitCode });
    });
  }
}

async function fetchWhole(
  net: NetworkAccess,
  { method, url, headers, body }: HttpRequest,
): Promise<HttpResponse> {
  const init = {
    method,
    headers: headers.map(([k, v]): [string, string] => [k, v]),
    redirect: 'manual' as const,
  };
  const response = await net.fetch(
    new Request(url, body ? { ...init, body: body as Uint8Array<ArrayBuffer> } : init),
  );
  const content = new Uint8Array(await response.arrayBuffer());
  if (content.length > MAX_BODY) throw new PosixError('EFBIG');
  return {
    status: response.status,
    statusText: reasonOf(response),
    headers: writtenHeaders(response.headers),
    body: content,
  };
}
