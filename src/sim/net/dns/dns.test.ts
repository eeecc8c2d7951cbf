import { describe, expect, it } from 'vitest';
import type { DnsRecord, DnsType } from '../../contracts';
import { fixedObjects, namespace, service, slice } from '../testing/objects';
import { CLUSTER_DNS, candidates, NODE_DNS, searchPath } from './names';
import { createResolver } from './resolver';
import { answerQuestion } from './zone';

const OBJECTS = fixedObjects([
  namespace('default'),
  namespace('other'),
  service('web', {
    clusterIP: '10.96.5.5',
    ports: [
      { name: 'http', port: 80 },
      { name: 'admin', port: 8080 },
    ],
  }),
  service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] }),
  slice(
    'db',
    [{ name: 'sql', port: 5432, protocol: 'TCP' }],
    [
      { addresses: ['10.244.1.9'], hostname: 'db-0', conditions: { ready: true } },
      { addresses: ['10.244.1.10'], conditions: { ready: true } },
      { addresses: ['10.244.1.11'], hostname: 'db-2', conditions: { ready: false } },
    ],
  ),
  service('lonely', { clusterIP: 'None' }),
  service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
  service('outside', { type: 'ExternalName', externalName: 'db.example.com' }),
  service('loop', { type: 'ExternalName', externalName: 'loop.default.svc.cluster.local' }),
]);

const short = (record: DnsRecord): string => {
  switch (record.type) {
    case 'A':
      return `A ${record.address}`;
    case 'SRV':
      return `SRV ${record.priority} ${record.weight} ${record.port} ${record.target}`;
    default:
      return `${record.type} ${record.target}`;
  }
};
const say = (name: string, type: DnsType) => {
  const { status, records } = answerQuestion(OBJECTS, { name, type });
  return status === 'NOERROR' ? records.map(short) : status;
};

describe('the zone', () => {
  const DB = 'db.default.svc.cluster.local';
  it.each<[string, DnsType, string | readonly string[]]>([
    ['web.default.svc.cluster.local', 'A', ['A 10.96.5.5']],
    ['WEB.Default.svc.cluster.local', 'A', ['A 10.96.5.5']],
    ['web.default.svc.cluster.local', 'AAAA', []],
    ['web.other.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['web.nowhere.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['default.svc.cluster.local', 'A', []],
    ['nowhere.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['svc.cluster.local', 'A', []],
    [DB, 'A', ['A 10.244.1.9', 'A 10.244.1.10']],
    [`db-0.${DB}`, 'A', ['A 10.244.1.9']],
    [`10-244-1-10.${DB}`, 'A', ['A 10.244.1.10']],
    [`db-2.${DB}`, 'A', 'NXDOMAIN'],
    [`x.web.default.svc.cluster.local`, 'A', 'NXDOMAIN'],
    ['lonely.default.svc.cluster.local', 'A', 'NXDOMAIN'],
    ['alias.default.svc.cluster.local', 'A', ['CNAME web.default.svc.cluster.local', 'A 10.96.5.5']],
    ['outside.default.svc.cluster.local', 'A', ['CNAME db.example.com']],
    ['10-244-1-9.default.pod.cluster.local', 'A', ['A 10.244.1.9']],
    ['10-244-1-9.nowhere.pod.cluster.local', 'A', 'NXDOMAIN'],
    ['web-0.default.pod.cluster.local', 'A', 'NXDOMAIN'],
    ['example.com', 'A', 'NXDOMAIN'],
    ['_http._tcp.web.default.svc.cluster.local', 'SRV', ['SRV 0 100 80 web.default.svc.cluster.local']],
    ['_http._udp.web.default.svc.cluster.local', 'SRV', 'NXDOMAIN'],
    ['_sql._tcp.web.default.svc.cluster.local', 'SRV', 'NXDOMAIN'],
    [`_sql._tcp.${DB}`, 'SRV', [`SRV 0 50 5432 db-0.${DB}`, `SRV 0 50 5432 10-244-1-10.${DB}`]],
    [
      'web.default.svc.cluster.local',
      'SRV',
      ['SRV 0 50 80 web.default.svc.cluster.local', 'SRV 0 50 8080 web.default.svc.cluster.local'],
    ],
    ['5.5.96.10.in-addr.arpa', 'PTR', ['PTR web.default.svc.cluster.local']],
    ['9.1.244.10.in-addr.arpa', 'PTR', [`PTR db-0.${DB}`]],
    ['1.1.1.1.in-addr.arpa', 'PTR', 'NXDOMAIN'],
  ])('%s %s', (name, type, expected) => {
    expect(say(name, type)).toEqual(expected);
  });

  it('ends a chain of names that point to one another', () => {
    expect(say('loop.default.svc.cluster.local', 'A')).toHaveLength(9);
  });
});

describe('a resolver', () => {
  const resolver = (nameservers: readonly string[], reaches = true) => {
    let waited = 0;
    const made = createResolver({
      objects: OBJECTS,
      config: { nameservers, search: searchPath('default'), ndots: 5 },
      hosts: { localhost: '127.0.0.1', 'my-host': '1.2.3.4' },
      reachesClusterDns: () => reaches,
      wait: async (ms) => {
        waited += ms;
      },
    });
    return { ...made, waited: () => waited };
  };

  it.each([
    ['web', ['10.96.5.5']],
    ['web.default', ['10.96.5.5']],
    ['web.default.svc.cluster.local.', ['10.96.5.5']],
    ['db-0.db', ['10.244.1.9']],
    ['alias', ['10.96.5.5']],
    ['my-host', ['1.2.3.4']],
    ['10.1.2.3', ['10.1.2.3']],
    ['outside', []],
    ['constructor', []],
  ])('finds %s', async (name, expected) => {
    expect(await resolver([CLUSTER_DNS]).lookup(name)).toEqual(expected);
  });

  it('knows no service at the name server of the node', async () => {
    const { lookup, waited } = resolver([NODE_DNS]);
    expect([await lookup('web'), waited()]).toEqual([[], 0]);
  });

  it('waits for a server outside, and goes on to the next', async () => {
    const { lookup, waited } = resolver(['8.8.8.8', CLUSTER_DNS]);
    expect([await lookup('web'), waited()]).toEqual([['10.96.5.5'], 10_000]);
  });

  it('gives up where a policy keeps it from the server', async () => {
    const { lookup, query, waited } = resolver([CLUSTER_DNS], false);
    expect([await lookup('web'), waited()]).toEqual([[], 10_000]);
    expect(await query('web.default.svc.cluster.local', 'A')).toEqual({ status: 'TIMEOUT', records: [] });
  });

  it('searches before it asks for the name as it stands, below five dots', () => {
    const config = { search: searchPath('ns'), ndots: 5 };
    expect(candidates('a.b', config)).toEqual([
      'a.b.ns.svc.cluster.local',
      'a.b.svc.cluster.local',
      'a.b.cluster.local',
      'a.b',
    ]);
    expect(candidates('a.b.c.d.e.f', config)[0]).toBe('a.b.c.d.e.f');
    expect(candidates('a.b.', config)).toEqual(['a.b']);
  });
});
