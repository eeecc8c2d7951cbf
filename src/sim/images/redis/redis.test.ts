import { describe, expect, it } from 'vitest';
import { createTestPod, settled } from '../testing/test-pod';
import { redisImages } from '.';

async function start(args: readonly string[] = [], files: Record<string, string> = {}) {
  const [image] = redisImages;
  if (!image) throw new Error('no redis');
  const pod = createTestPod(image, files);
  const process = pod.run(['redis-server', ...args]);
  await settled();
  const printed = async (argv: readonly string[], options: Parameters<typeof pod.run>[1] = {}) => {
    const before = pod.output().length;
    const code = await pod.run(argv, options).exited;
    return { code, text: pod.output().slice(before) };
  };
  const cli = async (...words: string[]) =>
    (await printed(['redis-cli', ...words], { tty: true })).text.trimEnd();
  return { pod, process, cli, printed };
}

describe('redis', () => {
  it('tells when it is ready', async () => {
    const { pod } = await start();
    expect(pod.output()).toMatch(/^1:C 01 Jan 2026 00:00:00\.000 \* oO0OoO0OoO0Oo Redis is starting/);
    expect(pod.output()).toContain('* Ready to accept connections tcp\n');
  });

  it.each<[string[][], string]>([
    [[['PING']], 'PONG'],
    [
      [
        ['SET', 'k', 'v'],
        ['GET', 'k'],
      ],
      '"v"',
    ],
    [[['GET', 'none']], '(nil)'],
    [
      [
        ['INCR', 'n'],
        ['INCRBY', 'n', '4'],
      ],
      '(integer) 5',
    ],
    [
      [
        ['SET', 'k', 'x'],
        ['INCR', 'k'],
      ],
      '(error) ERR value is not an integer or out of range',
    ],
    [
      [
        ['RPUSH', 'l', 'a', 'b', 'c'],
        ['LRANGE', 'l', '0', '-1'],
      ],
      '1) "a"\n2) "b"\n3) "c"',
    ],
    [
      [
        ['LPUSH', 'l', 'a', 'b'],
        ['LRANGE', 'l', '0', '0'],
      ],
      '1) "b"',
    ],
    [
      [
        ['HSET', 'h', 'f', '1', 'g', '2'],
        ['HGETALL', 'h'],
      ],
      '1) "f"\n2) "1"\n3) "g"\n4) "2"',
    ],
    [
      [
        ['LPUSH', 'l', 'a'],
        ['GET', 'l'],
      ],
      '(error) WRONGTYPE Operation against a key holding the wrong kind of value',
    ],
    [
      [
        ['MSET', 'user:1', 'a', 'user:2', 'b', 'x', 'c'],
        ['KEYS', 'user:*'],
      ],
      '1) "user:1"\n2) "user:2"',
    ],
    [
      [
        ['SET', 'k', 'v', 'NX'],
        ['SET', 'k', 'w', 'NX'],
      ],
      '(nil)',
    ],
    [[['GET']], "(error) ERR wrong number of arguments for 'get' command"],
    [[['NOPE', 'a']], "(error) ERR unknown command 'NOPE', with args beginning with: 'a' "],
    [[['DEL', 'a', 'b']], '(integer) 0'],
    [[['KEYS', '*']], '(empty array)'],
    [[['constructor']], "(error) ERR unknown command 'constructor', with args beginning with: "],
  ])('answers %j', async (commands, expected) => {
    const { cli } = await start();
    let last = '';
    for (const words of commands) last = await cli(...words);
    expect(last).toBe(expected.trimEnd());
  });

  it('lets keys expire', async () => {
    const { cli, pod } = await start();
    await cli('SET', 'k', 'v', 'EX', '10');
    expect(await cli('TTL', 'k')).toBe('(integer) 10');
    await pod.clock.advance(10_000);
    expect(await cli('GET', 'k')).toBe('(nil)');
  });

  it('asks for its password', async () => {
    const { cli, printed } = await start(['--requirepass', 'secret']);
    expect(await cli('PING')).toBe('(error) NOAUTH Authentication required.');
    const { text } = await printed(['redis-cli', 'PING'], { env: { REDISCLI_AUTH: 'secret' } });
    expect(text).toBe('PONG\n');
  });

  it('converses over stdin', async () => {
    const { printed } = await start();
    const { text, code } = await printed(['redis-cli'], { stdin: 'SET k "a b"\nGET k\n' });
    expect([code, text]).toEqual([0, 'OK\na b\n']);
  });

  it('keeps its data over a restart', async () => {
    const { cli, process, pod } = await start();
    await cli('SET', 'k', 'kept');
    process.signal(15);
    expect(await process.exited).toBe(0);
    expect(pod.output()).toContain('* DB saved on disk\n');
    pod.run(['redis-server']);
    await settled();
    expect(await cli('GET', 'k')).toBe('"kept"');
  });

  it('is not there before it is started', async () => {
    const [image] = redisImages;
    if (!image) throw new Error('no redis');
    const pod = createTestPod(image);
    expect(await pod.run(['redis-cli', 'PING']).exited).toBe(1);
    expect(pod.output()).toBe('Could not connect to Redis at 127.0.0.1:6379: Connection refused\n');
  });
});
