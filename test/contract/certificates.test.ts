/** A new user by certificate: a request, its approval, and what the certificate is good for. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Bench } from './support/bench';
import { contract } from './support/cluster';

/** Makes NAME.key and NAME.csr with openssl; the request as a manifest. */
function request(bench: Bench, name: string, subject: string): string {
  const [key, csr] = [join(bench.folder, `${name}.key`), join(bench.folder, `${name}.csr`)];
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', subject];
  execFileSync('openssl', ['req', '-new', ...options, '-keyout', key, '-out', csr], { stdio: 'ignore' });
  return JSON.stringify({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: readFileSync(csr).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      expirationSeconds: 86_400,
      usages: ['client auth'],
    },
  });
}

/** A kubeconfig with a client certificate that the cluster issued. */
async function kubeconfigFor(bench: Bench, name: string): Promise<string> {
  const config = JSON.parse(await bench.ok('config view --raw --minify -o json')) as {
    contexts: { context: { user: string } }[];
    users: unknown;
  };
  const user = {
    'client-certificate-data': await bench.ok(`get csr ${name} -o jsonpath={.status.certificate}`),
    'client-key-data': readFileSync(join(bench.folder, `${name}.key`)).toString('base64'),
  };
  config.users = [{ name: config.contexts[0]?.context.user, user }];
  return bench.file(`${name}.yaml`, JSON.stringify(config));
}

contract('certificates', (bench) => {
  const user = `jane-${bench.namespace}`;

  describe('a request', () => {
    it('waits, is approved, and is signed', async () => {
      const input = request(bench, user, `/O=dev/CN=${user}`);
      expect(await bench.ok('apply -f -', { input })).toBe(
        `certificatesigningrequest.certificates.k8s.io/${user} created\n`,
      );
      expect(await bench.ok(`get csr ${user}`)).toMatch(
        /^NAME +AGE +SIGNERNAME +REQUESTOR +REQUESTEDDURATION +CONDITION\n\S+ +\d+s +kubernetes\.io\/kube-apiserver-client +\S+ +24h +Pending\n$/,
      );
      expect(await bench.ok(`certificate approve ${user}`)).toBe(
        `certificatesigningrequest.certificates.k8s.io/${user} approved\n`,
      );
      await bench.ok(`wait csr ${user} --for=jsonpath={.status.certificate} --timeout=10s`);
      expect(await bench.ok(`get csr ${user}`)).toContain(' Approved,Issued\n');
    });

    it('makes a user who may what a binding says', async () => {
      const kubeconfig = await kubeconfigFor(bench, user);
      expect(await bench.ok('auth whoami', { kubeconfig })).toMatch(
        /^Groups +\[dev system:authenticated\]$/m,
      );
      expect(await bench.fail('get pods', { kubeconfig })).toBe(
        `Error from server (Forbidden): pods is forbidden: User "${user}" cannot list resource "pods" in API group "" in the namespace "${bench.namespace}"`,
      );
      await bench.ok(`create rolebinding jane --clusterrole=view --user=${user}`);
      expect(await bench.ok('get pods -o name', { kubeconfig })).toBe('');
    });

    it('is not for the group of all powers', async () => {
      const name = `root-${bench.namespace}`;
      const input = request(bench, name, '/O=system:masters/CN=root');
      expect(await bench.fail('create -f -', { input })).toBe(
        `Error from server (Forbidden): error when creating "STDIN": certificatesigningrequests.certificates.k8s.io "${name}" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed`,
      );
    });

    it('is decided by who may approve for its signer, once', async () => {
      const name = `joe-${bench.namespace}`;
      await bench.ok('create -f -', { input: request(bench, name, '/CN=joe') });
      const approver = `approver-${bench.namespace}`;
      await bench.ok([
        'create',
        'clusterrole',
        approver,
        '--verb=get,update',
        '--resource=certificatesigningrequests.certificates.k8s.io,certificatesigningrequests.certificates.k8s.io/approval',
      ]);
      await bench.ok(`create clusterrolebinding ${approver} --clusterrole=${approver} --user=${approver}`);
      expect(await bench.fail(`certificate approve ${name} --as ${approver}`)).toContain(
        `certificatesigningrequests.certificates.k8s.io "${name}" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"`,
      );
      await bench.ok(`certificate deny ${name}`);
      expect(await bench.ok(`get csr ${name}`)).toContain(' Denied\n');
      expect(await bench.fail(`certificate approve ${name}`)).toBe(
        `error: certificate signing request "${name}" is already Denied`,
      );
    });
  });
});
