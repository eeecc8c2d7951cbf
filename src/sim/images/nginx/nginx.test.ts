import { describe, expect, it } from 'vitest';
import type { ImageDefinition } from '../../contracts';
import { createTestPod, settled } from '../testing/test-pod';
import { nginxImages } from '.';

const COMMAND = ['nginx', '-g', 'daemon off;'];
const CONF = '/etc/nginx/conf.d/default.conf';

function tagged(tag: string): ImageDefinition {
  const image = nginxImages.find((i) => i.tags.includes(tag));
  if (!image) throw new Error(`no nginx:${tag}`);
  return image;
}

const image = tagged('1.27.0');

async function serve(conf?: string, files: Record<string, string> = {}) {
  const pod = createTestPod(image, { ...(conf === undefined ? {} : { [CONF]: conf }), ...files });
  const process = pod.run(COMMAND);
  await settled();
  const get = (path: string, init: RequestInit = {}) =>
    pod.neighbour.fetch(new Request(`http://10.244.1.5${path}`, { redirect: 'manual', ...init }));
  return { pod, process, get };
}

const server = (body: string) => `server { listen 80; root /usr/share/nginx/html; ${body} }`;

describe('nginx', () => {
  it('welcomes, and logs the request in its main format', async () => {
    const { pod, get } = await serve();
    const response = await get('/', { headers: { 'user-agent': 'curl/8.5.0' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('server')).toBe('nginx/1.27.0');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toContain('<title>Welcome to nginx!</title>');
    expect(pod.output()).toContain(
      '10.244.1.6 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.5.0" "-"\n',
    );
  });

  it('says at its start which version it is', async () => {
    const { pod } = await serve();
    expect(pod.output()).toContain('2026/01/01 00:00:00 [notice] 1#1: nginx/1.27.0\n');
  });

  it('serves what was written into its folder meanwhile', async () => {
    const { pod, get } = await serve();
    pod.fs.set('/usr/share/nginx/html/index.html', 'hello\n');
    expect(await (await get('/')).text()).toBe('hello\n');
  });

  it('answers a missing file with its own page and says why in the error log', async () => {
    const { pod, get } = await serve();
    const response = await get('/missing');
    expect(response.status).toBe(404);
    expect(await response.text()).toBe(
      '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.27.0</center>\r\n</body>\r\n</html>\r\n',
    );
    expect(pod.output()).toContain(
      '*1 open() "/usr/share/nginx/html/missing" failed (2: No such file or directory), client: 10.244.1.6, server: localhost, request: "GET /missing HTTP/1.1", host: "10.244.1.5"',
    );
  });

  it('forbids a folder without an index', async () => {
    const { get } = await serve(undefined, { '/usr/share/nginx/html/empty/x.txt': 'x' });
    expect((await get('/empty/')).status).toBe(403);
    const redirect = await get('/empty');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([301, 'http://10.244.1.5/empty/']);
  });

  it.each([
    [
      'an exact location before a prefix',
      'location / { return 200 prefix; } location = /x { return 200 exact; }',
      '/x',
      'exact',
    ],
    [
      'the longest prefix',
      'location / { return 200 short; } location /api/ { return 200 long; }',
      '/api/v1',
      'long',
    ],
    [
      'a regular expression before a prefix',
      'location /a { return 200 prefix; } location ~ \\.php$ { return 200 regex; }',
      '/a.php',
      'regex',
    ],
    [
      '^~ before a regular expression',
      'location ^~ /a { return 200 prefix; } location ~ \\.php$ { return 200 regex; }',
      '/a.php',
      'prefix',
    ],
    [
      'variables in a returned text',
      'location / { return 200 "$request_method $uri $hostname"; }',
      '/v',
      'GET /v web',
    ],
  ])('chooses %s', async (_what, body, path, expected) => {
    const { get } = await serve(server(body));
    expect(await (await get(path)).text()).toBe(expected);
  });

  it.each([
    ['location / { return 301 https://example.com$request_uri; }', 301, 'https://example.com/p?q=1'],
    ['return 302 /other;', 302, 'http://10.244.1.5/other'],
  ])('redirects: %s', async (body, status, location) => {
    const { get } = await serve(server(body));
    const response = await get('/p?q=1');
    expect([response.status, response.headers.get('location')]).toEqual([status, location]);
  });

  it('tries files in order and falls back', async () => {
    const { get } = await serve(server('location / { try_files $uri $uri/ /index.html; }'));
    expect(await (await get('/spa/route')).text()).toContain('Welcome to nginx!');
  });

  it('answers 502 when the upstream refuses', async () => {
    const { pod, get } = await serve(server('location / { proxy_pass http://127.0.0.1:9000; }'));
    expect((await get('/')).status).toBe(502);
    expect(pod.output()).toContain('connect() failed (111: Connection refused) while connecting to upstream');
  });

  it('passes requests on to its upstream', async () => {
    const { pod, get } = await serve(server('location /api/ { proxy_pass http://127.0.0.1:9000/; }'));
    await pod.net.listen(9000, { http: async (request) => new Response(new URL(request.url).pathname) });
    expect(await (await get('/api/users')).text()).toBe('/users');
  });

  it.each([
    ['server { listne 80; }', `unknown directive "listne" in ${CONF}:1`],
    ['server { listen 80 }', `unexpected "}" in ${CONF}:1`],
    ['server { listen 80;', `unexpected end of file, expecting "}" in ${CONF}:1`],
    ['server {\n  root /srv', `unexpected end of file, expecting ";" or "}" in ${CONF}:2`],
    [
      server('location / { proxy_pass http://backend; }'),
      `host not found in upstream "backend" in ${CONF}:1`,
    ],
  ])('refuses the configuration %s', async (conf, message) => {
    const { pod, process } = await serve(conf);
    expect(await process.exited).toBe(1);
    expect(pod.output()).toContain(`nginx: [emerg] ${message}\n`);
  });

  it('tests its configuration', async () => {
    const pod = createTestPod(image);
    expect(await pod.run(['nginx', '-t']).exited).toBe(0);
    expect(pod.output()).toBe(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
  });

  it('reloads its configuration on request', async () => {
    const { pod, get } = await serve(server('return 200 old;'));
    pod.fs.set(CONF, server('return 200 new;'));
    expect(await pod.run(['nginx', '-s', 'reload']).exited).toBe(0);
    expect(await (await get('/')).text()).toBe('new');
  });

  it('ends on SIGQUIT and frees its port', async () => {
    const { process, pod, get } = await serve();
    process.signal(3);
    expect(await process.exited).toBe(0);
    expect(pod.output()).toContain('signal 3 (SIGQUIT) received, shutting down');
    await expect(get('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('gives up when its port is taken', async () => {
    const pod = createTestPod(image);
    await pod.net.listen(80, { http: async () => new Response() });
    const process = pod.run(COMMAND);
    await pod.clock.advance(5_000);
    expect(await process.exited).toBe(1);
    expect(pod.output()).toContain('nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)');
  });

  it('has an entrypoint that tells what it prepares, from 1.19 on', () => {
    const script = image.entrypointScripts?.['/docker-entrypoint.sh'];
    expect(script?.(['/docker-entrypoint.sh', ...COMMAND], {})).toMatchObject({ argv: COMMAND });
    expect(script?.(['/docker-entrypoint.sh', ...COMMAND], {}).stdout).toContain('ready for start up\n');
    expect(script?.(['/docker-entrypoint.sh', 'sh'], {}).stdout).toBe('');
    expect(tagged('1.14.2').entrypoint).toEqual([]);
  });
});

describe('nginx where it may not write', () => {
  const started = async (refusals: Record<string, string>, uid = 0, conf: Record<string, string> = {}) => {
    const pod = createTestPod(image, conf);
    const { exited } = pod.run(COMMAND, { uid, refusal: (folder) => refusals[folder] });
    await settled();
    return { pod, exited };
  };
  const NO_CACHE = 'mkdir() "/var/cache/nginx/client_temp" failed (30: Read-only file system)';
  const NO_PID = 'open() "/run/nginx.pid" failed (13: Permission denied)';
  const NO_USER =
    'the "user" directive makes sense only if the master process runs with super-user privileges, ignored in /etc/nginx/nginx.conf:2';

  it('ends at the first folder that it needs', async () => {
    const { pod, exited } = await started({ '/var/cache/nginx': 'EROFS', '/run': 'EROFS' });
    expect([await exited, pod.output()]).toEqual([
      1,
      `2026/01/01 00:00:00 [emerg] 1#1: ${NO_CACHE}\nnginx: [emerg] ${NO_CACHE}\n`,
    ]);
  });

  it('wants to write down its pid, too, and warns that only root can change users', async () => {
    const { pod, exited } = await started({ '/run': 'EACCES' }, 101);
    expect([await exited, pod.output()]).toEqual([
      1,
      `2026/01/01 00:00:00 [warn] 1#1: ${NO_USER}\nnginx: [warn] ${NO_USER}\n` +
        '2026/01/01 00:00:00 [notice] 1#1: using the "epoll" event method\n' +
        `2026/01/01 00:00:00 [emerg] 1#1: ${NO_PID}\nnginx: [emerg] ${NO_PID}\n`,
    ]);
  });

  it('goes where its configuration says', async () => {
    const conf = `pid /tmp/nginx.pid; events {} http { ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((what) => `${what}_temp_path /tmp/${what};`)
      .join(' ')} server { listen 8080; } }`;
    const { pod } = await started({ '/var/cache/nginx': 'EACCES', '/run': 'EACCES' }, 101, {
      '/etc/nginx/nginx.conf': conf,
    });
    expect(pod.output()).toContain('start worker processes');
  });
});
