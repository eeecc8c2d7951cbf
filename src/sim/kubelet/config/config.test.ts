import { describe, expect, it } from 'vitest';
import type { Pod, PodSpec, Service } from '@/kube';
import { DownwardError, fieldValue, resourceValue } from './downward';
import { etcFiles } from './etc-files';
import { expandReferences } from './expansion';
import { serviceEnvironment } from './service-env';

const pod = (spec: Partial<PodSpec> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'u', labels: { app: 'web', tier: 'front "end"' } },
  spec: { containers: [], nodeName: 'n1', ...spec },
});

describe('references', () => {
  it.each([
    ['$(A)', 'a'],
    ['x$(A)y$(B)', 'xayb'],
    ['$(NONE)', '$(NONE)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$A', '$A'],
    ['$(A', '$(A'],
    ['100$', '100$'],
  ])('%s becomes %s', (text, expected) => {
    expect(expandReferences(text, { A: 'a', B: 'b' })).toBe(expected);
  });
});

describe('the downward API', () => {
  const view = { pod: pod(), podIP: '10.244.0.2', hostIP: '172.18.0.2', node: undefined };

  it.each([
    ['metadata.name', 'web'],
    ['metadata.namespace', 'shop'],
    ["metadata.labels['app']", 'web'],
    ["metadata.annotations['none']", ''],
    ["metadata.labels['constructor']", ''],
    ['metadata.labels', 'app="web"\ntier="front \\"end\\""'],
    ['spec.nodeName', 'n1'],
    ['status.podIP', '10.244.0.2'],
    ['status.hostIP', '172.18.0.2'],
  ])('has %s', (path, expected) => {
    expect(fieldValue(path, view)).toBe(expected);
  });

  it('refuses what it does not have', () => {
    expect(() => fieldValue('spec.containers', view)).toThrow(
      new DownwardError('unsupported fieldPath: spec.containers'),
    );
  });

  it.each([
    ['limits.memory', '1Mi', '128'],
    ['limits.memory', undefined, '134217728'],
    ['requests.cpu', undefined, '1'],
    ['requests.cpu', '1m', '250'],
    ['requests.memory', undefined, '0'],
  ])('divides %s by %s', (resource, divisor, expected) => {
    const container = { name: 'a', resources: { limits: { memory: '128Mi' }, requests: { cpu: '250m' } } };
    expect(resourceValue({ resource, ...(divisor ? { divisor } : {}) }, container, view)).toBe(expected);
  });
});

describe('/etc', () => {
  it('names the pod, its subdomain and its aliases', () => {
    const hostAliases = [{ ip: '1.2.3.4', hostnames: ['foo.local', 'bar.local'] }];
    const files = etcFiles(pod({ hostname: 'db-0', subdomain: 'db', hostAliases }), '10.244.0.2');
    expect(files['/etc/hostname']).toBe('db-0\n');
    expect(files['/etc/hosts']).toContain('10.244.0.2\tdb-0.db.shop.svc.cluster.local\tdb-0\n');
    expect(files['/etc/hosts']).toContain(
      '\n# Entries added by HostAliases.\n1.2.3.4\tfoo.local\tbar.local\n',
    );
  });

  it.each<[Partial<PodSpec>, string]>([
    [
      {},
      'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n',
    ],
    [{ dnsPolicy: 'Default' }, 'nameserver 172.18.0.1\n'],
    [
      {
        dnsPolicy: 'None',
        dnsConfig: { nameservers: ['1.1.1.1'], searches: ['a.b'], options: [{ name: 'ndots', value: '2' }] },
      },
      'search a.b\nnameserver 1.1.1.1\noptions ndots:2\n',
    ],
  ])('resolv.conf of %j', (spec, expected) => {
    expect(etcFiles(pod(spec), '10.244.0.2')['/etc/resolv.conf']).toBe(expected);
  });
});

describe('service variables', () => {
  const service = (name: string, namespace: string, spec: Service['spec']): Service => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: spec ?? {},
  });
  const services = [
    service('kubernetes', 'default', { clusterIP: '10.96.0.1', ports: [{ port: 443, name: 'https' }] }),
    service('my-web', 'shop', { clusterIP: '10.96.0.7', ports: [{ port: 80 }] }),
    service('headless', 'shop', { clusterIP: 'None', ports: [{ port: 80 }] }),
    service('other', 'elsewhere', { clusterIP: '10.96.0.8', ports: [{ port: 80 }] }),
  ];

  it('tell of the own namespace and of the API', () => {
    const env = serviceEnvironment(services, { namespace: 'shop', enableServiceLinks: true });
    expect(env).toMatchObject({
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT_HTTPS: '443',
      MY_WEB_SERVICE_HOST: '10.96.0.7',
      MY_WEB_PORT: 'tcp://10.96.0.7:80',
      MY_WEB_PORT_80_TCP_ADDR: '10.96.0.7',
    });
    expect(Object.keys(env).filter((k) => /^(HEADLESS|OTHER)/.test(k))).toEqual([]);
  });

  it('leave links out when the pod wants none', () => {
    const env = serviceEnvironment(services, { namespace: 'shop', enableServiceLinks: false });
    expect(Object.keys(env).every((k) => k.startsWith('KUBERNETES_'))).toBe(true);
  });
});
