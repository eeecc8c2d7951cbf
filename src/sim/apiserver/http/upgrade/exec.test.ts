import { describe, expect, it } from 'vitest';
import { failure } from '@/apimachinery';
import type { ExecIo, ExitStatus } from '../../../contracts';
import { serveExec } from './exec';

/** A socket whose client side is the test. */
function fakeSocket() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, {
    highWaterMark: 100,
  });
  const client = writable.getWriter();
  const sent: string[] = [];
  let closed: number | undefined;
  return {
    sent,
    closedWith: () => closed,
    say: (channel: number, text: string) =>
      client.write(Uint8Array.of(channel, ...new TextEncoder().encode(text))),
    sayBytes: (...bytes: number[]) => client.write(Uint8Array.from(bytes)),
    leave: () => client.close(),
    socket: {
      messages: readable,
      send: (message: Uint8Array) => {
        if (message.length > 1) sent.push(`${message[0]} ${new TextDecoder().decode(message.subarray(1))}`);
        return Promise.resolve();
      },
      close: (code: number) => {
        closed = code;
      },
    },
  };
}

const serve = (
  { socket }: ReturnType<typeof fakeSocket>,
  run: (io: ExecIo) => Promise<ExitStatus>,
  { tty = false, halfClose = true } = {},
) =>
  serveExec({
    socket,
    run,
    halfClose,
    options: { stdin: true, stdout: true, stderr: !tty, tty },
    failure: 'error executing command in container',
  });

const bytes = (text: string) => new TextEncoder().encode(text);

describe('exec over channels', () => {
  it('passes output on and ends with success and a normal close', async () => {
    const fake = fakeSocket();
    await serve(fake, async (io) => {
      io.stdout?.(bytes('out'));
      io.stderr?.(bytes('err'));
      return { exitCode: 0 };
    });
    expect(fake.sent).toEqual([
      '1 out',
      '2 err',
      '3 {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}',
    ]);
    expect(fake.closedWith()).toBe(1000);
  });

  it('tells the exit code as kubectl reads it', async () => {
    const fake = fakeSocket();
    await serve(fake, async () => ({ exitCode: 7 }));
    expect(JSON.parse(fake.sent[0]?.slice(2) ?? '')).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      message: 'command terminated with non-zero exit code: exit status 7',
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
    expect(fake.closedWith()).toBe(1000);
  });

  it('tells why a command could not be run', async () => {
    const fake = fakeSocket();
    await serve(fake, () => Promise.reject(new Error('no such container')));
    expect(JSON.parse(fake.sent[0]?.slice(2) ?? '')).toMatchObject({
      code: 500,
      message: 'Internal error occurred: error executing command in container: no such container',
    });
    const refused = fakeSocket();
    await serve(refused, () => Promise.reject(failure(404, 'NotFound', 'gone')));
    expect(JSON.parse(refused.sent[0]?.slice(2) ?? '')).toMatchObject({ code: 404, message: 'gone' });
  });

  it('gives stdin until the client ends it, and sizes of the terminal', async () => {
    const fake = fakeSocket();
    let sizes: ReadableStreamDefaultReader<{ width: number; height: number }> | undefined;
    const done = serve(
      fake,
      async (io) => {
        sizes = io.resize?.getReader();
        const text = await new Response(io.stdin).text();
        io.stdout?.(bytes(text.toUpperCase()));
        return { exitCode: 0 };
      },
      { tty: true },
    );
    await fake.say(4, '{"Width":90,"Height":25}\n');
    await fake.say(0, 'hel');
    await fake.say(0, 'lo');
    await fake.sayBytes(255, 0);
    await done;
    expect(fake.sent[0]).toBe('1 HELLO');
    expect(await sizes?.read()).toEqual({ done: false, value: { width: 90, height: 25 } });
  });

  it('tells the command when the client went away', async () => {
    const fake = fakeSocket();
    const done = serve(fake, async (io) => {
      await new Promise((resolve) => io.signal.addEventListener('abort', resolve));
      return { exitCode: 137, signal: 9 };
    });
    await fake.leave();
    await done;
  });
});
