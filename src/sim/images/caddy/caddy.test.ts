import { describe, expect, it } from 'vitest';
import { createTestPod, settled } from '../testing/test-pod';
import { caddyImages } from '.';

async function serve(caddyfile?: string) {
  const [image] = caddyImages;
  if (!image) throw new Error('no caddy');
  const pod = createTestPod(image, caddyfile === undefined ? {} : { '/etc/caddy/Caddyfile': caddyfile });
  const process = pod.run(image.cmd, { env: { NAME: 'me' } });
  await settled();
  const get = async (address: string) => {
    const response = await pod.neighbour.fetch(new Request(`http://10.244.1.5:${address}`));
    return { status: response.status, text: await response.text(), server: response.headers.get('server') };
  };
  return { pod, process, get };
}

describe('caddy', () => {
  it('works, logs as JSON and ends well', async () => {
    const { get, pod, process } = await serve();
    expect(await get('80/')).toEqual({
      status: 200,
      text: expect.stringContaining('Caddy works!'),
      server: 'Caddy',
    });
    expect((await get('80/none')).status).toBe(404);
    process.signal(15);
    expect(await process.exited).toBe(0);
    expect(pod.output()).toContain(
      '"msg":"using config from file","file":"/etc/caddy/Caddyfile"}\n{"level":"info"',
    );
  });

  it('answers what its Caddyfile says', async () => {
    const { get } = await serve(
      ':8080 {\n  respond "hello {$NAME}" 201 # a comment\n}\n:8081 {\n  respond 204\n}\n',
    );
    expect(await get('8080/x')).toMatchObject({ status: 201, text: 'hello me' });
  });

  it.each([
    [
      ':80 {\n  php_fastcgi x\n}\n',
      "Error: adapting config using caddyfile: Caddyfile:2: 'php_fastcgi' is not simulated",
    ],
    ['example.com {\n}\n', "Caddyfile:1: 'example.com' is not simulated"],
    [':80 {\n', "Caddyfile: unexpected EOF, expecting '}'"],
  ])('refuses %j', async (caddyfile, message) => {
    const { pod, process } = await serve(caddyfile);
    expect(await process.exited).toBe(1);
    expect(pod.output()).toContain(message);
  });
});
