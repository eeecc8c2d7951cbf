import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import type { NetworkPolicy } from '@/kube';
import { ClusterNetwork } from '../network';
import { fixedObjects, namespace, pod, policy } from '../testing/objects';
import { decide, type Peer } from './decide';

type Spec = NonNullable<NetworkPolicy['spec']>;

const peer = (ip: string, name: string, labels: Record<string, string>): Peer => ({
  ip,
  pod: {
    namespace: name,
    labels,
    namespaceLabels: { 'kubernetes.io/metadata.name': name },
    ports: { web: 8080 },
  },
});
const FRONT = peer('10.244.1.2', 'shop', { app: 'front' });
const BACK = peer('10.244.1.3', 'shop', { app: 'back' });
const STRANGER = peer('10.244.1.4', 'other', { app: 'front' });
const OUTSIDE: Peer = { ip: '172.18.0.1' };

const everyone: Spec['podSelector'] = {};
const back = { matchLabels: { app: 'back' } };
const front = { podSelector: { matchLabels: { app: 'front' } } };
const inOther = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } };

/** Whether a connection from one to the other's port 8080 is let through by policies in the namespace "shop". */
function passes(from: Peer, to: Peer, ...specs: readonly Spec[]): boolean {
  const policies = specs.map((spec, i) => policy(`p${i}`, spec, 'shop'));
  return decide({ from, to, port: 8080, protocol: 'TCP' }, (name) => (name === 'shop' ? policies : []))
    .allowed;
}

describe('policies', () => {
  it.each<[string, Peer, Peer, readonly Spec[], boolean]>([
    ['none: open', STRANGER, BACK, [], true],
    ['default deny', FRONT, BACK, [{ podSelector: everyone, policyTypes: ['Ingress'] }], false],
    ['default deny does not reach other namespaces', FRONT, STRANGER, [{ podSelector: everyone }], true],
    ['one that selects nobody here', FRONT, BACK, [{ podSelector: { matchLabels: { app: 'x' } } }], true],
    ['an empty rule allows all', OUTSIDE, BACK, [{ podSelector: everyone, ingress: [{}] }], true],
    [
      'from pods of the own namespace',
      FRONT,
      BACK,
      [{ podSelector: back, ingress: [{ from: [front] }] }],
      true,
    ],
    [
      'not from the same pods elsewhere',
      STRANGER,
      BACK,
      [{ podSelector: back, ingress: [{ from: [front] }] }],
      false,
    ],
    ['from a namespace', STRANGER, BACK, [{ podSelector: back, ingress: [{ from: [inOther] }] }], true],
    [
      'from pods of a namespace',
      STRANGER,
      BACK,
      [{ podSelector: back, ingress: [{ from: [{ ...front, ...inOther }] }] }],
      true,
    ],
    [
      'not from other pods of a namespace',
      peer('10.244.1.5', 'other', {}),
      BACK,
      [{ podSelector: back, ingress: [{ from: [{ ...front, ...inOther }] }] }],
      false,
    ],
    [
      'two peers are either',
      FRONT,
      BACK,
      [{ podSelector: back, ingress: [{ from: [front, inOther] }] }],
      true,
    ],
    [
      'policies add up',
      FRONT,
      BACK,
      [{ podSelector: everyone }, { podSelector: back, ingress: [{ from: [front] }] }],
      true,
    ],
    [
      'from an address',
      OUTSIDE,
      BACK,
      [{ podSelector: back, ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.0/16' } }] }] }],
      true,
    ],
    [
      'but not from an exception',
      OUTSIDE,
      BACK,
      [
        {
          podSelector: back,
          ingress: [{ from: [{ ipBlock: { cidr: '172.18.0.0/16', except: ['172.18.0.0/24'] } }] }],
        },
      ],
      false,
    ],
    ['on a port', FRONT, BACK, [{ podSelector: back, ingress: [{ ports: [{ port: 8080 }] }] }], true],
    ['not on another', FRONT, BACK, [{ podSelector: back, ingress: [{ ports: [{ port: 80 }] }] }], false],
    [
      'on a port by its name',
      FRONT,
      BACK,
      [{ podSelector: back, ingress: [{ ports: [{ port: 'web' as never }] }] }],
      true,
    ],
    [
      'not by another name',
      FRONT,
      BACK,
      [{ podSelector: back, ingress: [{ ports: [{ port: 'admin' as never }] }] }],
      false,
    ],
    [
      'in a range of ports',
      FRONT,
      BACK,
      [{ podSelector: back, ingress: [{ ports: [{ port: 8000, endPort: 9000 }] }] }],
      true,
    ],
    [
      'not of another protocol',
      FRONT,
      BACK,
      [{ podSelector: back, ingress: [{ ports: [{ protocol: 'UDP', port: 8080 }] }] }],
      false,
    ],
    ['egress denied', FRONT, STRANGER, [{ podSelector: everyone, policyTypes: ['Egress'] }], false],
    [
      'egress allowed',
      FRONT,
      STRANGER,
      [{ podSelector: everyone, policyTypes: ['Egress'], egress: [{ to: [inOther] }] }],
      true,
    ],
    [
      'egress rules without types mean both directions',
      FRONT,
      BACK,
      [{ podSelector: everyone, egress: [{}] }],
      false,
    ],
    [
      'egress does not open ingress',
      FRONT,
      BACK,
      [{ podSelector: everyone, policyTypes: ['Egress'], egress: [{}] }, { podSelector: back }],
      false,
    ],
    [
      'a pod reaches itself',
      BACK,
      BACK,
      [{ podSelector: everyone, policyTypes: ['Ingress', 'Egress'] }],
      true,
    ],
    ['what has no pod is open', FRONT, OUTSIDE, [{ podSelector: everyone }], true],
  ])('%s', (_what, from, to, specs, expected) => {
    expect(passes(from, to, ...specs)).toBe(expected);
  });

  it('say which of them keep a packet back', () => {
    const verdict = decide({ from: FRONT, to: BACK, port: 80, protocol: 'TCP' }, () => [
      policy('deny', { podSelector: everyone }, 'shop'),
      policy('other', { podSelector: { matchLabels: { app: 'x' } } }, 'shop'),
    ]);
    expect(verdict).toEqual({ allowed: false, direction: 'Ingress', policies: ['deny'] });
  });
});

describe('the network under policies', () => {
  function cluster(...policies: readonly NetworkPolicy[]) {
    const clock = new FakeClock();
    const objects = fixedObjects([
      namespace('default'),
      namespace('kube-system'),
      pod({ ip: '10.244.1.2' }, { app: 'web' }),
      pod({ ip: '10.244.1.3' }, { app: 'client' }),
      ...policies,
    ]);
    const network = new ClusterNetwork({ clock, objects });
    const attach = (ip: string) =>
      network.attach({ ip, nodeIP: '172.18.0.2', namespace: 'default', hostname: ip, podUid: ip });
    const web = attach('10.244.1.2');
    void web.listen(8080, { http: async () => new Response('hello') });
    const client = attach('10.244.1.3');
    return { clock, network, web, client };
  }
  const denyAll = (type: 'Ingress' | 'Egress') => policy('deny', { podSelector: {}, policyTypes: [type] });

  it('lets a denied connection time out', async () => {
    const { clock, client } = cluster(denyAll('Ingress'));
    const failed = client.dial('10.244.1.2', 8080).catch((error: { code: string }) => error.code);
    await clock.advance(130_000);
    expect(await failed).toBe('ETIMEDOUT');
  });

  it('lets nodes probe their pods', async () => {
    const { network } = cluster(denyAll('Ingress'));
    const response = await network.fetchFromNode('10.244.1.2', 8080, new Request('http://10.244.1.2:8080/'));
    expect(await response.text()).toBe('hello');
  });

  it('keeps names back as well, unless DNS is allowed', async () => {
    const name = 'kubernetes.default.svc.cluster.local';
    const { clock, client } = cluster(denyAll('Egress'));
    const asked = client.query(name, 'A');
    await clock.advance(10_000);
    expect((await asked).status).toBe('TIMEOUT');
    const dns = policy('dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [{ protocol: 'UDP', port: 53 }],
        },
      ],
    });
    const open = cluster(denyAll('Egress'), dns);
    expect((await open.client.query(name, 'A')).status).toBe('NXDOMAIN');
  });
});
