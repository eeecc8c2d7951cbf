import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import type { Service } from '@/kube';
import { ClusterNetwork } from '../network';
import { fixedObjects, namespace, node, service, slice } from '../testing/objects';

const NODES = [node('node01', '172.18.0.2'), node('node02', '172.18.0.3')];
const at = (ip: string, nodeName: string, conditions = { ready: true }) => ({
  addresses: [ip],
  nodeName,
  conditions,
});

/** Pods a (10.244.1.2 on node01) and b (10.244.2.2 on node02) serve 8080; the client is 10.244.1.9 on node01. */
function cluster(spec: Service['spec'], status?: Service['status'], endpoints = BOTH, nodes = NODES) {
  const clock = new FakeClock();
  const objects = fixedObjects([
    namespace('default'),
    ...nodes,
    service('web', { clusterIP: '10.96.5.5', ports: [{ port: 80, nodePort: 30_080 }], ...spec }, status),
    slice('web', [{ name: '', port: 8080 }], endpoints),
  ]);
  const network = new ClusterNetwork({ clock, objects });
  const attach = (ip: string, nodeIP: string, more = {}) =>
    network.attach({ ip, nodeIP, namespace: 'default', hostname: ip, podUid: ip, ...more });
  for (const [name, ip, nodeIP] of [
    ['a', '10.244.1.2', '172.18.0.2'],
    ['b', '10.244.2.2', '172.18.0.3'],
  ] as const) {
    void attach(ip, nodeIP).listen(8080, { http: async (_, peer) => new Response(`${name} ${peer.ip}`) });
  }
  const client = attach('10.244.1.9', '172.18.0.2');
  const ask = async (url: string, from = client) => (await from.fetch(new Request(url))).text();
  const outside = async (ip: string, port: number) => {
    const stream = await network.connectFromOutside(ip, port);
    const writer = stream.writable.getWriter();
    await writer.write(new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'));
    return (await new Response(stream.readable as ReadableStream<Uint8Array<ArrayBuffer>>).text()).split(
      '\r\n\r\n',
    )[1];
  };
  return { clock, network, attach, ask, outside };
}

const BOTH = [at('10.244.1.2', 'node01'), at('10.244.2.2', 'node02')];
const A = BOTH.slice(0, 1);
const B = BOTH.slice(1);

describe('a node port', () => {
  it('answers at every node, as from that node', async () => {
    const { ask } = cluster({ type: 'NodePort' });
    expect(await ask('http://172.18.0.2:30080/')).toBe('a 10.244.1.1');
    expect(await ask('http://172.18.0.2:30080/')).toBe('b 172.18.0.2');
  });

  it('is silent at a node whose machine is off, and answers at the others', async () => {
    const { ask, outside, clock } = cluster({ type: 'NodePort' }, undefined, A, [
      node('node01', '172.18.0.2'),
      {
        ...node('node02', '172.18.0.3'),
        metadata: { name: 'node02', annotations: { 'sim.sealegs.dev/machine': 'off' } },
      },
    ]);
    expect(await ask('http://172.18.0.2:30080/')).toBe('a 10.244.1.1');
    const [inside, fromOutside] = [ask('http://172.18.0.3:30080/'), outside('172.18.0.3', 30_080)].map(
      (asked) => asked.catch((error: Error) => error.message),
    );
    await clock.advance(60_000);
    expect([await inside, await fromOutside]).toEqual(Array(2).fill('connect EHOSTUNREACH 172.18.0.3'));
  });

  it('answers outside the cluster', async () => {
    const { outside } = cluster({ type: 'NodePort' }, undefined, A);
    expect(await outside('172.18.0.2', 30_080)).toBe('a 10.244.1.1');
    expect(await outside('172.18.0.3', 30_080)).toBe('a 172.18.0.3');
  });

  it('with externalTrafficPolicy Local keeps the client and drops where no endpoint is', async () => {
    const { outside, ask, clock } = cluster(
      { type: 'NodePort', externalTrafficPolicy: 'Local' },
      undefined,
      B,
    );
    expect(await outside('172.18.0.3', 30_080)).toBe('b 172.18.0.1');
    expect(await ask('http://172.18.0.2:30080/')).toBe('b 10.244.1.9');
    const dropped = outside('172.18.0.2', 30_080).catch((error: { code: string }) => error.code);
    await clock.advance(130_000);
    expect(await dropped).toBe('ETIMEDOUT');
  });

  it('is refused without endpoints', async () => {
    const { outside } = cluster({ type: 'NodePort' }, undefined, []);
    await expect(outside('172.18.0.2', 30_080)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('addresses from outside', () => {
  const status = { loadBalancer: { ingress: [{ ip: '172.18.255.1' }] } };

  it('of a load balancer lead to the endpoints, wherever they are', async () => {
    const { outside, ask, network } = cluster({ type: 'LoadBalancer' }, status, A);
    expect(await outside('172.18.255.1', 80)).toBe('a 10.244.1.1');
    expect(await ask('http://172.18.255.1/')).toBe('a 10.244.1.1');
    expect([network.isPublic('172.18.255.1'), network.isPublic('10.96.5.5')]).toEqual([true, false]);
  });

  it('of a load balancer with the Local policy keep the client', async () => {
    const { outside } = cluster({ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }, status, B);
    expect(await outside('172.18.255.1', 80)).toBe('b 172.18.0.1');
  });

  it('are closed to those outside the source ranges', async () => {
    const { outside, clock } = cluster(
      { type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] },
      status,
    );
    const dropped = outside('172.18.255.1', 80).catch((error: { code: string }) => error.code);
    await clock.advance(130_000);
    expect(await dropped).toBe('ETIMEDOUT');
  });

  it('that a service names lead to it', async () => {
    const { outside, ask } = cluster({ externalIPs: ['198.51.100.7'] }, undefined, A);
    expect(await outside('198.51.100.7', 80)).toBe('a 10.244.1.1');
    expect(await ask('http://198.51.100.7/')).toBe('a 10.244.1.1');
  });
});

describe('the cluster IP', () => {
  it('with session affinity leads a client where it was, until the time is over', async () => {
    const sessionAffinityConfig = { clientIP: { timeoutSeconds: 60 } };
    const { ask, attach, clock } = cluster({ sessionAffinity: 'ClientIP', sessionAffinityConfig });
    const other = attach('10.244.1.8', '172.18.0.2');
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await ask('http://web/'));
    answers.push(await ask('http://web/', other));
    await clock.advance(61_000);
    answers.push(await ask('http://web/'));
    expect(answers.map((answer) => answer?.[0])).toEqual(['a', 'a', 'a', 'b', 'a']);
    await clock.advance(61_000);
    expect(await ask('http://web/')).toMatch(/^b/);
  });

  it('with internalTrafficPolicy Local leads to the own node only', async () => {
    const { ask, attach, clock } = cluster({ internalTrafficPolicy: 'Local' }, undefined, A);
    expect(await ask('http://web/')).toBe('a 10.244.1.9');
    const elsewhere = attach('10.244.2.9', '172.18.0.3');
    const dropped = ask('http://web/', elsewhere).catch((error: { code: string }) => error.code);
    await clock.advance(130_000);
    expect(await dropped).toBe('ETIMEDOUT');
  });

  it('leads to pods on their way out when none else is there', async () => {
    const leaving = { ready: false, serving: true, terminating: true };
    const { ask } = cluster({}, undefined, [
      at('10.244.1.2', 'node01', leaving),
      at('10.244.2.2', 'node02', { ready: false, serving: false, terminating: true } as typeof leaving),
    ]);
    expect([await ask('http://web/'), await ask('http://web/')]).toEqual(['a 10.244.1.9', 'a 10.244.1.9']);
  });
});

describe('a host port', () => {
  it('leads to the pod at its node, until the pod is gone', async () => {
    const { ask, attach, network } = cluster({});
    const hostPorts = [{ hostPort: 8888, port: 80 }];
    const pod = attach('10.244.2.7', '172.18.0.3', { hostPorts });
    await pod.listen(80, { http: async () => new Response('here') });
    expect(await ask('http://172.18.0.3:8888/')).toBe('here');
    await expect(ask('http://172.18.0.2:8888/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    network.detach('10.244.2.7');
    await expect(ask('http://172.18.0.3:8888/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
