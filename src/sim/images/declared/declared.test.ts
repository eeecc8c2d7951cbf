import { describe, expect, it } from 'vitest';
import { type DeclaredImage, declaredImage } from '@/declared-images';
import { builtinImages, createImageRegistry, DeclaredImageError, declareImages } from '..';
import { createTestPod, settled } from '../testing/test-pod';

const shop = (more: object = {}): DeclaredImage =>
  declaredImage.parse({
    repository: 'registry.example.com/shop',
    tags: ['1.0'],
    from: 'nginx:1.29',
    ...more,
  });

function definitionOf(more: object = {}) {
  const [image] = declareImages([shop(more)], builtinImages);
  if (!image) throw new Error('no image was made');
  return image;
}

/** What a container of it runs, and what was printed before. */
const started = (image: ReturnType<typeof definitionOf>, env: Record<string, string> = {}) => {
  const argv = [...image.entrypoint, ...image.cmd];
  return image.entrypointScripts?.[argv[0] ?? '']?.(argv, env) ?? { argv, stdout: '' };
};

describe('an image of an author', () => {
  it('is its base with files and variables of its own', () => {
    const image = definitionOf({ files: { '/etc/motd': 'hi' }, env: { STAGE: 'test' } });
    expect(image).toMatchObject({
      userland: 'debian',
      cmd: ['nginx', '-g', 'daemon off;'],
      exposedPorts: [80],
    });
    expect(image.files['/etc/motd']).toBe('hi');
    expect(image.files['/etc/nginx/nginx.conf']).toContain('http {');
    expect(image.env).toMatchObject({ STAGE: 'test', NGINX_VERSION: '1.29.3' });
  });

  it('is found by its name and has a digest of its own', () => {
    const registry = createImageRegistry([...builtinImages, definitionOf(), definitionOf({ tags: ['1.1'] })]);
    const [first, second] = ['1.0', '1.1'].map((tag) => registry.resolve(`registry.example.com/shop:${tag}`));
    expect(first?.imageId).toMatch(/^registry\.example\.com\/shop@sha256:/);
    expect(first?.imageId).not.toBe(second?.imageId);
    expect(() => registry.resolve('registry.example.com/shop')).toThrow(
      'registry.example.com/shop:latest: not found',
    );
  });

  it('of Docker Hub has a short name', () => {
    const [image] = declareImages([shop({ repository: 'docker.io/acme/shop' })], builtinImages);
    expect(image?.repository).toBe('acme/shop');
  });

  it.each([
    ['nothing', {}, ['/docker-entrypoint.sh', 'nginx', '-g', 'daemon off;']],
    ['a cmd', { cmd: ['nginx', '-t'] }, ['/docker-entrypoint.sh', 'nginx', '-t']],
    ['an entrypoint', { entrypoint: ['/run.sh'] }, ['/run.sh']],
    ['both', { entrypoint: ['/run.sh'], cmd: ['now'] }, ['/run.sh', 'now']],
    ['a web server', { http: { port: 80, answers: [{ path: '/' }] } }, ['/usr/local/bin/serve']],
  ])('with %s of its own runs what docker would', (_name, more, command) => {
    const { entrypoint, cmd } = definitionOf(more);
    expect([...entrypoint, ...cmd]).toEqual(command);
  });

  it.each([
    [
      { from: 'nginx:1.99' },
      'image registry.example.com/shop: from: nginx:1.99: is not in the catalogue (docs/images.md)',
    ],
    [
      { from: 'NGINX' },
      'image registry.example.com/shop: from: NGINX: invalid reference format: repository name',
    ],
    [{ repository: 'nginx', tags: ['1.29'] }, 'image nginx:1.29 is in the catalogue; choose another tag'],
  ])('%j is refused', (more, message) => {
    expect(() => definitionOf(more)).toThrow(DeclaredImageError);
    expect(() => definitionOf(more)).toThrow(message);
  });
});

describe('an image that insists on variables', () => {
  const requires = [{ env: 'DB_URL', message: 'shop: no database', exitCode: 3 }, { env: 'STAGE' }];

  it.each([
    ['the first', {}, 'shop: no database\n', 3],
    ['the second', { DB_URL: 'x' }, 'STAGE is not set\n', 1],
  ])('ends without %s', async (_name, env, printed, code) => {
    const image = definitionOf({ requires });
    const { argv } = started(image, env);
    const pod = createTestPod(image);
    expect(await pod.run([argv[0]?.split('/').at(-1) ?? ''], { env }).exited).toBe(code);
    expect(pod.output()).toBe(printed);
  });

  it('goes on to its own entrypoint with them', () => {
    const { argv, stdout } = started(definitionOf({ requires }), { DB_URL: 'x', STAGE: 'y' });
    expect(argv).toEqual(['nginx', '-g', 'daemon off;']);
    expect(stdout).toContain('Configuration complete; ready for start up');
  });
});

describe('the web server of an image', () => {
  const image = definitionOf({
    from: 'scratch',
    http: {
      port: 8080,
      answers: [
        { path: '/healthz', body: 'ok\n' },
        {
          path: '/api/*',
          status: 503,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: what authors write
          body: '{"stage":"${STAGE}"}',
          headers: { 'content-type': 'application/json' },
        },
      ],
    },
  });

  it('answers as it was told, in the order in which it was told', async () => {
    const pod = createTestPod(image);
    const run = pod.run(['serve'], { env: { STAGE: 'test' } });
    await settled();
    const ask = (path: string) => pod.neighbour.fetch(new Request(`http://10.244.1.5:8080${path}`));
    expect(await (await ask('/healthz')).text()).toBe('ok\n');
    const api = await ask('/api/items?all');
    expect([api.status, api.headers.get('content-type'), await api.text()]).toEqual([
      503,
      'application/json',
      '{"stage":"test"}',
    ]);
    expect((await ask('/')).status).toBe(404);
    expect(pod.output()).toMatch(
      / listening on port 8080\n.* GET \/healthz 200\n.* GET \/api\/items\?all 503\n.* GET \/ 404\n$/,
    );
    run.signal(15);
    expect(await run.exited).toBe(2);
  });

  it('takes its time to start, and still ends when it is told', async () => {
    const slow = createTestPod(
      definitionOf({ http: { port: 80, startSeconds: 5, answers: [{ path: '/', body: 'up' }] } }),
    );
    const run = slow.run(['serve']);
    const ask = () => slow.neighbour.fetch(new Request('http://10.244.1.5/'));
    await settled();
    await expect(ask()).rejects.toThrow();
    await slow.clock.advance(5_000);
    await settled();
    expect(await (await ask()).text()).toBe('up');
    run.signal(15);
    await run.exited;
    const early = slow.run(['serve']);
    early.signal(15);
    expect(await early.exited).toBe(2);
  });
});

describe('a private image', () => {
  const CI = { username: 'ci', password: 'secret' };
  const WRONG = { username: 'ci', password: 'guess' };
  const registry = createImageRegistry([
    ...builtinImages,
    definitionOf({ private: CI }),
    ...declareImages([shop({ repository: 'acme/shop', private: CI })], builtinImages),
  ]);
  const OWN = 'registry.example.com/shop:1.0';
  const HUB = 'acme/shop:1.0';
  const denied = (name: string, why: string) =>
    `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${why}`;

  it.each([OWN, HUB])('%s is pulled with its credentials, others tried before or not', (image) => {
    expect(registry.resolve(image, [CI]).name).toContain('shop:1.0');
    expect(registry.resolve(image, [WRONG, CI]).name).toContain('shop:1.0');
  });

  // upstream: containerd core/remotes/docker
  it.each([
    [
      OWN,
      [],
      denied(
        OWN,
        'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
      ),
    ],
    [
      OWN,
      [WRONG],
      denied(
        OWN,
        'unexpected status from HEAD request to https://registry.example.com/v2/shop/manifests/1.0: 401 Unauthorized',
      ),
    ],
    [
      'registry.example.com/nosuch:1',
      [],
      denied(
        'registry.example.com/nosuch:1',
        'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
      ),
    ],
    [
      'registry.example.com/nosuch:1',
      [CI],
      `rpc error: code = NotFound desc = ${denied('registry.example.com/nosuch:1', 'registry.example.com/nosuch:1: not found')}`,
    ],
    [
      HUB,
      [],
      denied(
        'docker.io/acme/shop:1.0',
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      ),
    ],
    [
      HUB,
      [WRONG],
      denied(
        'docker.io/acme/shop:1.0',
        'failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.docker.io/token?scope=repository%3Aacme%2Fshop%3Apull&service=registry.docker.io: 401 Unauthorized',
      ),
    ],
    [
      'acme/other:1.0',
      [CI],
      denied(
        'docker.io/acme/other:1.0',
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      ),
    ],
  ])('%s with %j: %s', (image, credentials, message) => {
    expect(() => registry.resolve(image, credentials)).toThrow(message);
  });

  it('leaves the others public', () => {
    expect(registry.resolve('nginx').name).toBe('docker.io/library/nginx:latest');
  });
});
