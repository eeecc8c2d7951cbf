import { describe, expect, it } from 'vitest';
import { builtinImages, createImageRegistry } from '.';
import { piDigits } from './perl/pi';
import { createTestPod, settled } from './testing/test-pod';

const registry = createImageRegistry(builtinImages);

/** The image's own command (or another one of it) in a pod, and a neighbour that asks it. */
function start(image: string, argv?: readonly string[], options: { env?: Record<string, string> } = {}) {
  const { definition } = registry.resolve(image);
  const pod = createTestPod(definition);
  const command = [...definition.entrypoint, ...definition.cmd].map((word) => word.replace(/^.*\//, ''));
  const process = pod.run(argv ?? command, options);
  const get = async (address: string, init?: RequestInit) => {
    const response = await pod.neighbour.fetch(new Request(`http://10.244.1.5:${address}`, init));
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { pod, process, get };
}

describe('the catalogue', () => {
  it.each([
    'nginx:1.14.2',
    'nginx:1.16.1',
    'nginx:1.19.8',
    'nginx:1.17.3-alpine',
    'httpd:2.4.41-alpine',
    'redis:3.2-alpine',
    'busybox:1.31.0',
    'registry.k8s.io/busybox:1.27.2',
    'registry.k8s.io/nginx-slim:0.24',
    'busybox:1.28',
    'perl:5.34.0',
    'ubuntu:22.04',
    'debian:bookworm-slim',
    'curlimages/curl',
    'registry.k8s.io/pause:3.9',
    'registry.k8s.io/e2e-test-images/agnhost:2.53',
    'registry.k8s.io/hpa-example',
    'us-docker.pkg.dev/google-samples/containers/gke/hello-app:2.0',
    'node:22-alpine',
    'python:3.12-slim',
    'memcached:1.6-alpine',
  ])('has %s', (image) => {
    expect(registry.resolve(image).definition.tags.length).toBeGreaterThan(0);
  });

  it.each(['nginx:1.161', 'nginx:1.91', 'perl:4', 'registry.k8s.io/pause:99'])('has no %s', (image) => {
    expect(() => registry.resolve(image)).toThrow(/: not found$/);
  });
});

describe('servers', () => {
  it.each(['1.0', '2.0'])('hello-app %s tells its version and host', async (tag) => {
    const { get, pod } = start(`gcr.io/google-samples/hello-app:${tag}`);
    await settled();
    expect((await get('8080/any')).text).toBe(`Hello, world!\nVersion: ${tag}.0\nHostname: web\n`);
    expect(pod.output()).toBe(
      '2026/01/01 00:00:00 Server listening on port 8080\n2026/01/01 00:00:00 Serving request: /any\n',
    );
  });

  it('simpleapp greets from its host', async () => {
    const { get, pod } = start('dgkanatsios/simpleapp', ['npm', 'start']);
    await settled();
    expect(await get('8080/')).toMatchObject({ status: 200, text: 'Hello world from web\n' });
    expect(pod.output()).toBe('Running on http://0.0.0.0:8080\nIP: ::ffff:10.244.1.6\n');
  });

  it('agnhost liveness is healthy for ten seconds', async () => {
    const { get, pod } = start('registry.k8s.io/e2e-test-images/agnhost:2.40', ['agnhost', 'liveness']);
    await settled();
    expect(await get('8080/healthz')).toMatchObject({ status: 200, text: 'ok' });
    await pod.clock.advance(10_500);
    expect(await get('8080/healthz')).toMatchObject({ status: 500, text: 'error: 10.5' });
    expect((await get('8080/nothing')).status).toBe(404);
  });

  it('http-echo answers with its text', async () => {
    const { get, process } = start('hashicorp/http-echo:1.0', ['http-echo', '-text=hi', '-listen=:8080']);
    await settled();
    const { text, headers } = await get('8080/');
    expect([text, headers.get('x-app-name')]).toEqual(['hi\n', 'http-echo']);
    process.signal(15);
    expect(await process.exited).toBe(2);
  });

  it('http-echo insists on a text', async () => {
    const { pod, process } = start('hashicorp/http-echo:0.2.3');
    expect(await process.exited).toBe(127);
    expect(pod.output()).toBe('Missing -text option!\n');
  });

  it.each([
    ['hostname', 200, 'web'],
    ['hostName', 200, 'web'],
    ['echo?msg=hey', 200, 'hey'],
    ['echo?msg=hey&code=503', 503, 'hey'],
    ['clientip', 200, '10.244.1.6:0'],
    ['healthz', 200, ''],
    ['dial?host=127.0.0.1&port=8080&request=hostname', 200, '{"responses":["web"]}'],
    ['dial?host=127.0.0.1&port=8080', 400, 'request parameter not specified. %!v(<nil>)\n'],
  ])('netexec answers /%s', async (path, status, text) => {
    const { get } = start('registry.k8s.io/e2e-test-images/agnhost:2.53', ['agnhost', 'netexec']);
    await settled();
    expect(await get(`8080/${path}`)).toMatchObject({ status, text });
  });

  it('netexec ends with the code that it is asked for', async () => {
    const { get, process } = start('registry.k8s.io/e2e-test-images/agnhost:2.53', ['agnhost', 'netexec']);
    await settled();
    await get('8080/exit?code=7');
    expect(await process.exited).toBe(7);
  });

  it('the autoscaling example says OK', async () => {
    const { get } = start('registry.k8s.io/hpa-example');
    await settled();
    expect((await get('80/')).text).toBe('OK!');
  });

  it('the resource consumer takes orders by POST', async () => {
    const { get } = start('registry.k8s.io/e2e-test-images/resource-consumer:1.13');
    await settled();
    expect(await get('8080/ConsumeCPU')).toMatchObject({
      status: 400,
      text: 'Bad request. Not a POST request\n',
    });
    const body = 'megabytes=100&durationSec=30';
    expect((await get('8080/ConsumeMem', { method: 'POST', body })).text).toBe(
      'ConsumeMem\n100 megabytes\n30 durationSec\n',
    );
  });

  it("Python's http.server serves a folder", async () => {
    const { get, pod } = start('python:3.12', ['python3', '-u', '-m', 'http.server', '80', '-d', '/srv']);
    pod.fs.set('/srv/a.txt', 'A');
    await settled();
    expect((await get('80/a.txt')).text).toBe('A');
    expect((await get('80/')).text).toContain('<li><a href="a.txt">a.txt</a></li>');
    expect((await get('80/b')).status).toBe(404);
    expect(pod.output()).toContain(
      'Serving HTTP on 0.0.0.0 port 80 (http://0.0.0.0:80/) ...\n10.244.1.6 - - [01/Jan/2026 00:00:00] "GET /a.txt HTTP/1.1" 200 -\n',
    );
  });
});

describe('memcached', () => {
  const talk = async (lines: string) => {
    const { pod } = start('memcached', ['memcached']);
    await settled();
    const stream = await pod.neighbour.dial('10.244.1.5', 11211);
    const writer = stream.writable.getWriter();
    void writer.write(new TextEncoder().encode(`${lines}quit\r\n`));
    return new Response(stream.readable).text();
  };

  it.each([
    ['set k 5 0 2\r\nhi\r\nget k\r\n', 'STORED\r\nVALUE k 5 2\r\nhi\r\nEND\r\n'],
    ['get none\r\n', 'END\r\n'],
    ['set n 0 0 1\r\n7\r\nincr n 3\r\ndecr n 99\r\n', 'STORED\r\n10\r\n0\r\n'],
    ['add k 0 0 1\r\na\r\nadd k 0 0 1\r\nb\r\n', 'STORED\r\nNOT_STORED\r\n'],
    ['set k 0 -1 1\r\na\r\nget k\r\n', 'STORED\r\nEND\r\n'],
    ['delete k\r\nnonsense\r\n', 'NOT_FOUND\r\nERROR\r\n'],
    [
      'set k 0 0 1 noreply\r\na\r\nappend k 0 0 1\r\nb\r\nget k\r\n',
      'STORED\r\nVALUE k 0 2\r\nab\r\nEND\r\n',
    ],
  ])('is told %j', async (lines, reply) => {
    expect(await talk(lines)).toBe(reply);
  });

  it('swallows what is too large', async () => {
    const large = `set k 0 0 1048577\r\n${'x'.repeat(1_048_577)}\r\nget k\r\n`;
    expect(await talk(large)).toBe('SERVER_ERROR object too large for cache\r\nEND\r\n');
  });

  it('counts', async () => {
    const stats = await talk('set k 0 0 1\r\na\r\nget k\r\nget x\r\nstats\r\n');
    expect(stats).toContain('STAT get_hits 1\r\nSTAT get_misses 1\r\n');
    expect(stats).toContain('STAT curr_items 1\r\n');
  });
});

describe('programs that end', () => {
  it('hello-world greets', async () => {
    const { pod, process } = start('hello-world');
    expect(await process.exited).toBe(0);
    expect(pod.output()).toContain('\nHello from Docker!\n');
  });

  it('perl computes pi, and nothing else', async () => {
    const pi = start('perl:5.34.0', ['perl', '-Mbignum=bpi', '-wle', 'print bpi(20)']);
    await pi.pod.clock.advance(1_000);
    expect(await pi.process.exited).toBe(0);
    expect(pi.pod.output()).toBe('3.1415926535897932385\n');
    const other = start('perl:5.34.0', ['perl', '-e', 'print 1']);
    expect(await other.process.exited).toBe(1);
    expect(other.pod.output()).toContain('is not simulated');
  });

  it.each([
    [1, '3'],
    [2, '3.1'],
    [5, '3.1416'],
    [
      101,
      '3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170680',
    ],
  ])('pi has %i digits when asked for them', (digits, text) => {
    expect(piDigits(digits)).toBe(text);
  });

  it.each([
    ['node:22', ['node', '--version'], 'v22.21.1\n', 0],
    ['node:22', ['node'], '', 0],
    [
      'node:22',
      ['node', '-e', '1'],
      'JavaScript programs: running them is not simulated (docs/images.md)\n',
      1,
    ],
    ['python:3.12', ['python3', '--version'], 'Python 3.12.12\n', 0],
    [
      'python:3.12',
      ['python3', 'app.py'],
      'Python programs: running them is not simulated (docs/images.md)\n',
      1,
    ],
  ])('%s runs %j', async (image, argv, text, code) => {
    const { pod, process } = start(image, argv);
    expect(await process.exited).toBe(code);
    expect(pod.output()).toBe(text);
  });
});
