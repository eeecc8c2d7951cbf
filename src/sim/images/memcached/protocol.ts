/** memcached's text protocol over one connection. */
// upstream: github.com/memcached/memcached doc/protocol.txt
import type { ByteStream } from '../../contracts';
import type { Cache, Item } from './cache';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const MAX_ITEM = 1_048_576;
const MAX_KEY = 250;
const STORING = new Set(['set', 'add', 'replace', 'append', 'prepend', 'cas']);
const TOO_LONG = 'CLIENT_ERROR bad command line format';

export async function converse(stream: ByteStream, cache: Cache, version: string): Promise<void> {
  const output = stream.writable.getWriter();
  const input = new Lines(stream.readable);
  cache.counts.connections++;
  try {
    for (let line = await input.line(); line !== undefined; line = await input.line()) {
      const words = line.split(' ').filter((word) => word !== '');
      if (words[0] === 'quit') break;
      const reply = STORING.has(words[0] ?? '')
        ? await store(cache, words, input)
        : answer(cache, words, version);
      if (words.at(-1) !== 'noreply') await output.write(encoder.encode(reply));
    }
  } catch {
    // The client went away; there is nobody to tell.
  } finally {
    cache.counts.connections--;
    await output.close().catch(() => {});
  }
}

async function store(cache: Cache, words: readonly string[], input: Lines): Promise<string> {
  const [verb = '', key = '', flags, seconds, length, unique] = words;
  const size = Number(length);
  const valid = [flags, seconds, length].every((word) => /^-?\d+$/.test(word ?? '')) && size >= 0;
  if (!valid) return 'ERROR\r\n';
  if (key.length > MAX_KEY) return `${TOO_LONG}\r\n`;
  if (size > MAX_ITEM) {
    await input.skip(size + '\r\n'.length);
    return 'SERVER_ERROR object too large for cache\r\n';
  }
  const data = await input.bytes(size);
  if ((await input.line()) !== '') return 'CLIENT_ERROR bad data chunk\r\nERROR\r\n';
  cache.counts.sets++;
  const old = cache.get(key);
  if (verb === 'cas' && !old) return 'NOT_FOUND\r\n';
  if (verb === 'cas' && String(old?.cas) !== unique) return 'EXISTS\r\n';
  const needsOld = verb === 'replace' || verb === 'append' || verb === 'prepend';
  if ((verb === 'add' && old) || (needsOld && !old)) return 'NOT_STORED\r\n';
  if (old && verb === 'append') cache.set(key, { ...old, data: joined(old.data, data) });
  else if (old && verb === 'prepend') cache.set(key, { ...old, data: joined(data, old.data) });
  else cache.set(key, { flags: Number(flags), data, expires: cache.end(Number(seconds)) });
  return 'STORED\r\n';
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.byteLength + second.byteLength);
  whole.set(first);
  whole.set(second, first.byteLength);
  return whole;
}

function answer(cache: Cache, [verb = '', ...args]: readonly string[], version: string): string {
  const [key = '', amount = ''] = args;
  switch (verb) {
    case 'get':
    case 'gets':
      if (args.length === 0) return 'ERROR\r\n';
      return `${args.map((name) => shown(cache, name, verb === 'gets')).join('')}END\r\n`;
    case 'delete':
      return cache.delete(key) ? 'DELETED\r\n' : 'NOT_FOUND\r\n';
    case 'incr':
    case 'decr':
      return count(cache, key, verb === 'incr' ? amount : `-${amount}`);
    case 'touch': {
      const item = cache.get(key);
      if (item) cache.set(key, { ...item, expires: cache.end(Number(amount)) });
      return item ? 'TOUCHED\r\n' : 'NOT_FOUND\r\n';
    }
    case 'flush_all':
      cache.clear();
      return 'OK\r\n';
    case 'verbosity':
      return 'OK\r\n';
    case 'version':
      return `VERSION ${version}\r\n`;
    case 'stats':
      return args.length === 0
        ? stats(cache, version)
        : 'SERVER_ERROR these statistics are not simulated\r\n';
    default:
      return 'ERROR\r\n';
  }
}

function shown(cache: Cache, key: string, withCas: boolean): string {
  cache.counts.gets++;
  const item = cache.get(key);
  if (!item) return '';
  cache.counts.hits++;
  return `VALUE ${key} ${item.flags} ${item.data.byteLength}${withCas ? ` ${item.cas}` : ''}\r\n${decoder.decode(item.data)}\r\n`;
}

function count(cache: Cache, key: string, amount: string): string {
  if (!/^-?\d+$/.test(amount)) return 'CLIENT_ERROR invalid numeric delta argument\r\n';
  const item: Item | undefined = cache.get(key);
  if (!item) return 'NOT_FOUND\r\n';
  const text = decoder.decode(item.data).trim();
  if (!/^\d+$/.test(text)) return 'CLIENT_ERROR cannot increment or decrement non-numeric value\r\n';
  const sum = BigInt(text) + BigInt(amount);
  const result = String(sum < 0n ? 0n : BigInt.asUintN(64, sum));
  cache.set(key, { ...item, data: encoder.encode(result) });
  return `${result}\r\n`;
}

function stats(cache: Cache, version: string): string {
  const { gets, hits, sets, total, evictions, connections } = cache.counts;
  const { items, bytes } = cache.size;
  const values = {
    pid: 1,
    uptime: Math.floor((cache.time - cache.startedAt) / 1000),
    time: Math.floor(cache.time / 1000),
    version,
    pointer_size: 64,
    curr_connections: connections,
    cmd_get: gets,
    cmd_set: sets,
    get_hits: hits,
    get_misses: gets - hits,
    limit_maxbytes: cache.limit,
    bytes,
    curr_items: items,
    total_items: total,
    evictions,
  };
  return `${Object.entries(values)
    .map(([name, value]) => `STAT ${name} ${value}\r\n`)
    .join('')}END\r\n`;
}

/** Lines and counted bytes of one stream. */
class Lines {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next line without its end; undefined when there is none. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf(NEWLINE);
      if (end >= 0) return decoder.decode(this.#take(end + 1)).replace(/\r?\n$/, '');
      if (this.#rest.byteLength > MAX_LINE || !(await this.#more())) return undefined;
    }
  }

  async bytes(count: number): Promise<Uint8Array> {
    while (this.#rest.byteLength < count && (await this.#more()));
    return this.#take(count);
  }

  async skip(count: number): Promise<void> {
    let left = count;
    for (;;) {
      left -= this.#take(Math.min(left, this.#rest.byteLength)).byteLength;
      if (left <= 0 || !(await this.#more())) return;
    }
  }

  #take(count: number): Uint8Array {
    const taken = this.#rest.slice(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (!done) this.#rest = joined(this.#rest, value);
    return !done;
  }
}
const NEWLINE = 10;
const MAX_LINE = 65_536;
