/** What a student's curl reaches of the cluster's network, from a real sandbox. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulatorProvider } from '@/clusters/simulator';
import { type TestHost, testHost } from '../support/lab-host';
import type { TerminalDriver } from '../support/terminal-driver';

let host: TestHost;
let tab: TerminalDriver;

beforeAll(async () => {
  const onError = (error: unknown) => {
    throw error;
  };
  host = await testHost(simulatorProvider({ onError }));
  await host.session('lesson');
  tab = await host.shell('lesson');
  await tab.run('kubectl run web --image=nginx --port=80');
  await tab.run('kubectl wait --for=condition=Ready pod/web --timeout=30s');
});
afterAll(() => host.close());

const inside = async (command: string) => (await tab.run(command)).output;

it('reaches a node port at a node, by address and by name', async () => {
  await inside('kubectl expose pod web --type=NodePort --name=open');
  const port = await inside("kubectl get svc open -o jsonpath='{.spec.ports[0].nodePort}'; echo");
  const ip = await inside("kubectl get node node01 -o jsonpath='{.status.addresses[0].address}'; echo");
  for (const node of [ip, 'node02']) {
    expect(await inside(`curl -s http://${node}:${port} | grep title`), node).toContain('Welcome to nginx!');
  }
  expect(await inside(`curl -s http://${ip}:31999`)).toBe(
    `connect to ${ip} port 31999 failed: Connection refused`,
  );
});

it('reaches a load balancer', async () => {
  await inside('kubectl expose pod web --type=LoadBalancer --name=balanced');
  const wait = "kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' svc/balanced --timeout=10s";
  expect(await inside(wait)).toContain('condition met');
  const ip = await inside(
    "kubectl get svc balanced -o jsonpath='{.status.loadBalancer.ingress[0].ip}'; echo",
  );
  expect(await inside(`curl -sI http://${ip}/ | tr -d '\\r' | head -1`)).toBe('HTTP/1.1 200 OK');
});

it('does not reach what only pods do, and hears why', async () => {
  const ip = await inside("kubectl get svc open -o jsonpath='{.spec.clusterIP}'; echo");
  expect(await inside(`curl -s http://${ip}`)).toContain(`${ip} is an address inside the cluster`);
  expect(await inside('curl -s http://open.default.svc.cluster.local')).toContain('known to pods only');
  expect(await inside('curl -s http://example.com')).toContain('There is no internet here');
  expect((await tab.run('curl -s https://example.com')).status).not.toBe(0);
});

it('leaves kubectl and forwarded ports alone', async () => {
  expect(await inside('kubectl get nodes -o name | wc -l')).toBe('3');
  const other = await host.shell('lesson', 'other');
  tab.type('kubectl port-forward svc/open 8080:80\n');
  await tab.until(() => tab.screen.includes('Forwarding from 127.0.0.1:8080 -> 80'), 'the forward');
  expect((await other.run('curl -s http://localhost:8080/ | grep title')).output).toContain(
    'Welcome to nginx!',
  );
  tab.type('\u0003');
});
