/** Ingresses served by the add-on ingress-nginx, asked by real curl through the proxy that a terminal has. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCluster, serveWebProxy } from '@/sim/node';
import { type Bench, createBench, until } from './support/bench';
import { findKubectls } from './support/binaries';
import { SIMULATED } from './support/cluster';

const run = promisify(execFile);

const APPS = ['red', 'blue']
  .map(
    (name) => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}}
data: {default.conf: 'server { listen 80; location / { default_type text/plain; return 200 "${name} $request_uri $http_host $http_x_forwarded_proto\\n"; } }'}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  containers:
  - {name: nginx, image: nginx, volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}]}
  volumes: [{name: conf, configMap: {name: ${name}}}]
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {app: ${name}}, ports: [{name: http, port: 8080, targetPort: 80}]}
---
`,
  )
  .join('');

const ingress = (
  name: string,
  spec: string,
  annotations: Readonly<Record<string, string>> = {},
) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  annotations: ${JSON.stringify(
    Object.fromEntries(Object.entries(annotations).map(([k, v]) => [`nginx.ingress.kubernetes.io/${k}`, v])),
  )}
spec: {ingressClassName: nginx, ${spec}}
`;
const to = (service: string) => `backend: {service: {name: ${service}, port: {name: http}}}`;
const rule = (host: string, ...paths: readonly string[]) =>
  `{host: ${host}, http: {paths: [${paths.join(', ')}]}}`;

describe.runIf(SIMULATED)('ingress-nginx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingress-'));
  const kubeconfig = join(folder, 'kubeconfig.yaml');
  let bench: Bench;
  let proxy = '';
  let close = async () => {};

  beforeAll(async () => {
    const open = await openCluster({
      nodes: [{ name: 'node01', role: 'control-plane', taints: [] }, { name: 'node02' }],
      addons: ['ingress-nginx'],
      listen: [{ port: 0 }],
      latency: { pullFactor: 0 },
      onError: (error) => console.error('defect:', error),
    });
    writeFileSync(kubeconfig, open.kubeconfig({ server: `https://127.0.0.1:${open.port}`, context: 'c' }));
    const served = await serveWebProxy(open.cluster, 0);
    proxy = `http://127.0.0.1:${served.port}`;
    close = async () => {
      served.close();
      await open.close();
    };
    const kubectl = findKubectls().at(-1);
    if (!kubectl) throw new Error('there is no kubectl');
    bench = createBench(kubectl, { kubeconfig, folder, namespace: 'default' });
    await bench.ok('apply -f -', { input: APPS });
    await bench.ok('wait --for=condition=Ready pod/red pod/blue --timeout=30s');
    await bench.ok('-n ingress-nginx rollout status deployment/ingress-nginx-controller --timeout=60s');
  });
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const curl = async (...args: readonly string[]) => {
    const { stdout } = await run('curl', ['-s', '-m', '10', '-x', proxy, ...args]).catch(
      (error: { stdout: string }) => error,
    );
    return stdout;
  };
  const apply = (text: string) => bench.ok('apply -f -', { input: text });
  const status = (...args: readonly string[]) => curl('-o', '/dev/null', '-w', '%{http_code}', ...args);
  const location = (...args: readonly string[]) =>
    curl('-o', '/dev/null', '-w', '%{http_code} %{redirect_url}', ...args);

  it('gives an Ingress its address and tells of it', async () => {
    await apply(
      ingress('plain', `rules: [${rule('plain.test', `{path: /, pathType: Prefix, ${to('red')}}`)}]`),
    );
    await until(async () =>
      /\S+ +nginx +plain\.test +172\.18\.255\.\d+ +80 /.test(await bench.ok('get ingress plain')),
    );
    const described = await bench.ok('describe ingress plain');
    expect(described).toMatch(/Normal +Sync +.*nginx-ingress-controller +Scheduled for sync/);
    expect(described).toMatch(/plain\.test +\n +\/ +red:http \(10\.244\.\d+\.\d+:80\)/);
  });

  it('serves a host by its name, and nobody else', async () => {
    await until(async () => (await curl('http://plain.test/a?b=c')) === 'red /a?b=c plain.test http\n');
    expect(await curl('http://other.test/')).toContain('no Ingress of this cluster serves that name');
    const ip = (await bench.ok('get ingress plain -o jsonpath={.status.loadBalancer.ingress[0].ip}')).trim();
    expect(await curl(`http://${ip}/`)).toBe(
      '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
    );
    expect(await curl('-H', 'Host: plain.test', `http://${ip}/x`)).toBe('red /x plain.test http\n');
  });

  it('goes by paths, wildcards and default backends', async () => {
    const paths = [
      `{path: /blue, pathType: Prefix, ${to('blue')}}`,
      `{path: /red, pathType: Exact, ${to('red')}}`,
    ];
    await apply(
      ingress(
        'paths',
        `rules: [${rule("'*.paths.test'", ...paths)}], defaultBackend: {service: {name: red, port: {number: 8080}}}`,
      ),
    );
    await until(async () => (await curl('http://x.paths.test/blue/1')).startsWith('blue /blue/1'));
    expect(await curl('http://x.paths.test/red')).toMatch(/^red \/red /);
    expect(await curl('http://x.paths.test/bluebird')).toMatch(/^red \/bluebird /);
  });

  it('rewrites paths', async () => {
    await apply(
      ingress(
        'rewrite',
        `rules: [${rule('rewrite.test', `{path: '/app(/|$)(.*)', pathType: ImplementationSpecific, ${to('blue')}}`)}]`,
        { 'rewrite-target': '/$2', 'use-regex': 'true' },
      ),
    );
    await until(async () => (await curl('http://rewrite.test/app/x/y?z=1')).startsWith('blue /x/y?z=1 '));
    expect(await status('http://rewrite.test/other')).toBe('404');
  });

  it('speaks TLS with the certificate of the secret', async () => {
    const [key, cert] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
    await run('openssl', [
      ...['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, '-days', '30'],
      ...['-subj', '/CN=tls.test', '-addext', 'subjectAltName=DNS:tls.test'],
    ]);
    await bench.ok(['create', 'secret', 'tls', 'cert', `--cert=${cert}`, `--key=${key}`]);
    await apply(
      ingress(
        'tls',
        `tls: [{hosts: [tls.test], secretName: cert}], rules: [${rule('tls.test', `{path: /, pathType: Prefix, ${to('red')}}`)}]`,
      ),
    );
    await until(
      async () => (await curl('--cacert', cert, 'https://tls.test/s')) === 'red /s tls.test https\n',
    );
    expect(await location('http://tls.test/s')).toBe('308 https://tls.test/s');
    expect(await curl('-k', '-I', 'https://tls.test/')).toMatch(
      /^strict-transport-security: max-age=31536000; includeSubDomains\r$/im,
    );
    const { stderr } = await run('curl', ['-sv', '-k', '-m', '10', '-x', proxy, 'https://plain.test/']);
    expect(stderr).toContain('CN=Kubernetes Ingress Controller Fake Certificate');
    expect(await bench.ok('get ingress tls')).toMatch(/80, 443/);
  });

  it('asks for a password', async () => {
    const { stdout } = await run('openssl', ['passwd', '-apr1', 'secret']);
    await bench.ok(['create', 'secret', 'generic', 'basic-auth', `--from-literal=auth=ann:${stdout.trim()}`]);
    await apply(
      ingress('auth', `rules: [${rule('auth.test', `{path: /, pathType: Prefix, ${to('red')}}`)}]`, {
        'auth-type': 'basic',
        'auth-secret': 'basic-auth',
        'auth-realm': 'Members',
      }),
    );
    await until(async () => (await status('http://auth.test/')) === '401');
    expect(await curl('-i', 'http://auth.test/')).toContain('Www-Authenticate: Basic realm="Members"');
    expect(await status('-u', 'ann:wrong', 'http://auth.test/')).toBe('401');
    expect(await curl('-u', 'ann:secret', 'http://auth.test/')).toMatch(/^red \/ /);
  });

  it('redirects', async () => {
    await apply(
      ingress('moved', `rules: [${rule('moved.test', `{path: /, pathType: Prefix, ${to('red')}}`)}]`, {
        'permanent-redirect': 'https://www.example.com/new',
      }),
    );
    await until(async () => (await location('http://moved.test/')) === '301 https://www.example.com/new');
  });

  it('says 503 for a service without pods, and takes the default backend then', async () => {
    await bench.ok('create service clusterip lonely --tcp=8080:80');
    const spec = `rules: [${rule('lonely.test', '{path: /, pathType: Prefix, backend: {service: {name: lonely, port: {number: 8080}}}}')}]`;
    await apply(ingress('lonely', spec));
    await until(async () =>
      (await curl('http://lonely.test/')).includes('503 Service Temporarily Unavailable'),
    );
    await apply(ingress('lonely', spec, { 'default-backend': 'blue' }));
    await until(async () => (await curl('http://lonely.test/')).startsWith('blue / '));
  });

  it('is a pod: its log has the requests, and without it nobody answers', async () => {
    const logs = await bench.ok('-n ingress-nginx logs deploy/ingress-nginx-controller');
    expect(logs).toContain('NGINX Ingress controller');
    expect(logs).toMatch(/"GET \/a\?b=c HTTP\/1\.1" 200 .* \[default-red-http\] \[\] 10\.244\.\d+\.\d+:80 /);
    await bench.ok('-n ingress-nginx scale deploy/ingress-nginx-controller --replicas=0');
    await until(async () => (await curl('http://plain.test/')).includes('Connection refused'));
  });
});
