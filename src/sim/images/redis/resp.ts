/** RESP2, the protocol between redis-server and its clients. https://redis.io/docs/latest/develop/reference/protocol-spec/ */

/** "+OK" and the like. */
export class Simple {
  constructor(readonly text: string) {}
}

/** "-ERR …" */
export class RespError extends Error {
  override readonly name = 'RespError';
}

export type Reply = Simple | RespError | number | string | null | readonly Reply[];

export const OK = new Simple('OK');

export function encodeReply(reply: Reply): string {
  if (reply instanceof Simple) return `+${reply.text}\r\n`;
  if (reply instanceof RespError) return `-${reply.message}\r\n`;
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'string') return `$${new TextEncoder().encode(reply).byteLength}\r\n${reply}\r\n`;
  return `*${reply.length}\r\n${reply.map(encodeReply).join('')}`;
}

/** Gathers bytes and takes whole values off their front. */
export class RespReader {
  #bytes = new Uint8Array(0);

  push(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /** The next whole value, or undefined when more bytes are needed. Inline commands come as arrays of strings. */
  next(): Reply | undefined {
    const parsed = this.#value(0);
    if (!parsed) return undefined;
    this.#bytes = this.#bytes.slice(parsed.end);
    return parsed.value;
  }

  #value(at: number): { value: Reply; end: number } | undefined {
    const line = this.#line(at);
    if (!line) return undefined;
    const { text, end } = line;
    const rest = text.slice(1);
    switch (text.charAt(0)) {
      case '+':
        return { value: new Simple(rest), end };
      case '-':
        return { value: new RespError(rest), end };
      case ':':
        return { value: Number(rest), end };
      case '$':
        return this.#bulk(Number(rest), end);
      case '*':
        return this.#array(Number(rest), end);
      default:
        return { value: text.split(/\s+/).filter((word) => word !== ''), end };
    }
  }

  #line(at: number): { text: string; end: number } | undefined {
    const newline = this.#bytes.indexOf(10, at);
    if (newline < 0) return undefined;
    const stop = this.#bytes[newline - 1] === 13 ? newline - 1 : newline;
    return { text: new TextDecoder().decode(this.#bytes.subarray(at, stop)), end: newline + 1 };
  }

  #bulk(length: number, at: number): { value: Reply; end: number } | undefined {
    if (length < 0) return { value: null, end: at };
    if (this.#bytes.length < at + length + 2) return undefined;
    return { value: new TextDecoder().decode(this.#bytes.subarray(at, at + length)), end: at + length + 2 };
  }

  #array(length: number, at: number): { value: Reply; end: number } | undefined {
    if (length < 0) return { value: null, end: at };
    const items: Reply[] = [];
    let end = at;
    for (let i = 0; i < length; i++) {
      const item = this.#value(end);
      if (!item) return undefined;
      items.push(item.value);
      end = item.end;
    }
    return { value: items, end };
  }
}
