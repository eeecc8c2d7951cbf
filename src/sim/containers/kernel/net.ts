/** The network and the image's own programs as processes reach them; both live on the other side of the engine's link. */
import type { DnsAnswer, DnsType } from '../../contracts';
import type { Pipe } from './pipe';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: Uint8Array;
}

export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

/** One TCP connection: `incoming` fills as the peer sends and ends when it closes. */
export interface Connection {
  readonly incoming: Pipe;
  readonly peer: string;
  send(chunk: Uint8Array): void;
  /** No more from us; the peer may still send. */
  end(): void;
  close(): void;
}

export interface BoxNet {
  readonly ip: string;
  lookup(name: string): Promise<readonly string[]>;
  query(name: string, type: DnsType, server?: string): Promise<DnsAnswer>;
  fetch(request: HttpRequest): Promise<HttpResponse>;
  dial(host: string, port: number): Promise<Connection>;
  listen(port: number, accept: (connection: Connection) => void): Promise<{ close(): void }>;
}

/** A program of the image (nginx ...) running beside the kubelet on behalf of a process here. */
export interface NativeRun {
  readonly exited: Promise<number>;
  stdin(chunk: Uint8Array | undefined): void;
  signal(name: string): void;
}

export interface NativeStart {
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly tty: boolean;
  readonly output: (fd: 1 | 2, chunk: Uint8Array) => void;
  /** The program waits for its stdin. */
  readonly wantsInput: () => void;
  /** The program holds so much memory from now on. */
  readonly holds: (bytes: number) => void;
}
