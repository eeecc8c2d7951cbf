/** Real kubectl in a real sandbox against a simulated cluster: what a student does in the first lesson. */
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
});
afterAll(() => host.close());

const inside = async (command: string) => (await tab.run(command)).output;

it('sees three nodes that are Ready, as the student', async () => {
  expect(await inside("kubectl get nodes --no-headers | awk '{print $1, $2}'")).toBe(
    'controlplane Ready\nnode01 Ready\nnode02 Ready',
  );
  expect(await inside('kubectl auth whoami -o jsonpath={.status.userInfo.username}; echo')).toBe('student');
});

it('completes the names of objects in the cluster', async () => {
  tab.type('k describe node node0\t\t');
  await tab.until(() => /node01 +node02/.test(tab.screen), 'the candidates');
  tab.type('\u0015');
});

it('runs a pod, reads its logs, enters it', async () => {
  await inside('kubectl run web --image=nginx');
  expect(await inside('kubectl wait --for=condition=Ready pod/web --timeout=30s')).toContain('condition met');
  expect(await inside('kubectl exec web -- cat /etc/hostname')).toBe('web');
  tab.type('kubectl exec -it web -- sh\n');
  await tab.until(
    () => /\n[^\n]*[#$] $/.test(tab.screen) && /exec -it web -- sh\n/.test(tab.screen),
    'the prompt of the container',
  );
  tab.type('hostname; exit 3\n');
  await tab.until(() => tab.screen.includes('command terminated with exit code 3'), 'the exit code');
});

it('forwards a port in one tab for curl in another', async () => {
  const other = await host.shell('lesson', 'other');
  tab.type('kubectl port-forward pod/web 8080:80\n');
  await tab.until(() => tab.screen.includes('Forwarding from 127.0.0.1:8080 -> 80'), 'the forward');
  expect((await other.run('curl -s http://127.0.0.1:8080/')).output).toContain('Welcome to nginx!');
  tab.type('\u0003');
});

it('goes on after a reset with the kubeconfig that it has', async () => {
  await inside('kubectl create namespace team-a');
  expect((await host.api('POST', '/sessions/lesson/reset', {})).status).toBe(200);
  expect(await inside('kubectl get pods')).toBe('No resources found in default namespace.');
  expect(await inside('kubectl get namespace team-a')).toContain('not found');
});

it('lets nobody in without the certificate', async () => {
  expect(await inside('curl -sk https://127.0.0.1:6443/api/v1/pods | jq -r .reason')).toBe('Forbidden');
  expect(
    await inside('curl -sk -H "Authorization: Bearer x" https://127.0.0.1:6443/api | jq -r .reason'),
  ).toBe('Unauthorized');
});
