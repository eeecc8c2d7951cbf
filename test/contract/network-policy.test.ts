/** NetworkPolicies keep packets back. https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract } from './support/cluster';

const pod = (name: string, image: string, more = '') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  containers:
  - {name: main, image: ${image}${more}}
---
`;
const SLEEP = ', command: [sleep, "3600"]';
const PROBED =
  ', ports: [{name: http, containerPort: 80}], readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}';

const policy = (name: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}}
spec: {${spec}}
`;

contract('network policies', (bench) => {
  const get = (from: string, url: string) =>
    bench
      .run(`exec ${from} -- wget -T 1 -qO- ${url}`)
      .then(({ stdout, stderr }) =>
        stdout.includes('Welcome to nginx!') ? 'welcome' : stderr.split('\n')[0],
      );
  const TIMEOUT = 'wget: download timed out';
  const apply = async (input: string) => expect((await bench.run('apply -f -', { input })).stderr).toBe('');

  it('none: everybody reaches everybody', async () => {
    await bench.ok('apply -f -', {
      input:
        pod('web', 'nginx', PROBED) + pod('friend', 'busybox', SLEEP) + pod('stranger', 'busybox', SLEEP),
    });
    await bench.ok('wait --for=condition=Ready pod --all --timeout=60s');
    await bench.ok('expose pod web --port=80 --target-port=http');
    await until(async () => (await get('friend', 'http://web')) === 'welcome');
    expect(await get('stranger', 'http://web')).toBe('welcome');
  });

  it('default deny: nobody does, and probes go on', async () => {
    await apply(policy('deny', 'podSelector: {}, policyTypes: [Ingress]'));
    await until(async () => (await get('friend', 'http://web')) === TIMEOUT);
    const ip = await bench.ok('get pod web -o jsonpath={.status.podIP}');
    expect(await get('friend', `http://${ip}`)).toBe(TIMEOUT);
    expect(await bench.ok('get pod web -o jsonpath={.status.containerStatuses[0].ready}')).toBe('true');
  });

  it('an allowed pod reaches the named port', async () => {
    await apply(
      policy(
        'allow',
        'podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: friend}}}], ports: [{port: http}]}]',
      ),
    );
    await until(async () => (await get('friend', 'http://web')) === 'welcome');
    expect(await get('stranger', 'http://web')).toBe(TIMEOUT);
    await bench.ok('label pod stranger app=friend --overwrite');
    await until(async () => (await get('stranger', 'http://web')) === 'welcome');
  });

  it('egress needs DNS to be allowed', async () => {
    await apply(
      policy(
        'egress',
        'podSelector: {matchLabels: {app: friend}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]',
      ),
    );
    const ip = await bench.ok('get svc web -o jsonpath={.spec.clusterIP}');
    await until(async () =>
      (await bench.run('exec friend -- nslookup web', { timeoutMs: 30_000 })).stdout.includes(
        ';; connection timed out; no servers could be reached',
      ),
    );
    expect(await get('friend', `http://${ip}`)).toBe('welcome');
    await apply(
      policy(
        'dns',
        'podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}]}]',
      ),
    );
    await until(async () => (await get('friend', 'http://web')) === 'welcome');
  });
});
