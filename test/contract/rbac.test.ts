/** Who may do what: roles, bindings, reviews, and what is refused. Texts: plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac. */
import { describe, expect, it } from 'vitest';
import type { Bench } from './support/bench';
import { contract } from './support/cluster';

/** A kubeconfig of the same cluster for the holder of a token. */
async function kubeconfigFor(bench: Bench, token: string): Promise<string> {
  const config = JSON.parse(await bench.ok('config view --raw --minify -o json')) as {
    clusters: unknown;
    contexts: { name: string; context: { cluster: string; user: string } }[];
    users: unknown;
  };
  const [entry] = config.contexts;
  config.users = [{ name: entry?.context.user, user: { token } }];
  return bench.file(`token-${bench.minor}.yaml`, JSON.stringify(config));
}

contract('rbac', (bench) => {
  const { namespace } = bench;
  const own = `"${namespace}"`;

  describe('can-i', () => {
    it('says no with an exit code, and yes once a binding is there', async () => {
      const before = await bench.run('auth can-i list pods --as reader');
      expect([before.stdout, before.code]).toEqual(['no\n', 1]);
      expect(await bench.ok('create role pod-reader --verb=get,list --resource=pods,pods/log')).toBe(
        'role.rbac.authorization.k8s.io/pod-reader created\n',
      );
      expect(await bench.ok('create rolebinding read --role=pod-reader --user=reader')).toBe(
        'rolebinding.rbac.authorization.k8s.io/read created\n',
      );
      expect(await bench.ok('auth can-i list pods --as reader')).toBe('yes\n');
      expect(await bench.ok('auth can-i get pods --subresource=log --as reader')).toBe('yes\n');
      expect((await bench.run('auth can-i delete pods --as reader')).stdout).toBe('no\n');
      expect((await bench.run('auth can-i list pods --as reader -n default')).stdout).toBe('no\n');
      expect((await bench.run('auth can-i list pods --as reader -A')).stdout).toBe('no\n');
      expect(await bench.ok('auth can-i get /livez --as reader')).toBe('yes\n');
    });

    it('lists everything that a user may', async () => {
      const list = await bench.ok('auth can-i --list --as reader');
      expect(list).toMatch(/^Resources +Non-Resource URLs +Resource Names +Verbs$/m);
      expect(list).toMatch(/^pods\/log +\[\] +\[\] +\[get list\]$/m);
      expect(list).toMatch(/^pods +\[\] +\[\] +\[get list\]$/m);
      expect(list).toMatch(/^selfsubjectaccessreviews\.authorization\.k8s\.io +\[\] +\[\] +\[create\]$/m);
      expect(list).toMatch(/^ +\[\/api\/\*\] +\[\] +\[get\]$/m);
      expect(list).not.toMatch(/secrets/);
    });

    it('goes by group, by name and by aggregation', async () => {
      await bench.ok(
        `create clusterrolebinding ops-${namespace} --clusterrole=view --group=ops-${namespace}`,
      );
      const ops = `--as joe --as-group ops-${namespace}`;
      expect(await bench.ok(`auth can-i list deployments.apps -A ${ops}`)).toBe('yes\n');
      expect((await bench.run(`auth can-i list secrets ${ops}`)).stdout).toBe('no\n');
      await bench.ok('create role one --verb=get --resource=configmaps --resource-name=only');
      await bench.ok('create rolebinding one --role=one --user=joe');
      expect(await bench.ok('auth can-i get configmaps/only --as joe')).toBe('yes\n');
      expect((await bench.run('auth can-i get configmaps/other --as joe')).stdout).toBe('no\n');

      const label = `aggregate-to-${namespace}`;
      const parts = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${namespace}-sum}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {${label}: "true"}}]}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${namespace}-part, labels: {${label}: "true"}}
rules: [{apiGroups: [apps], resources: [deployments], verbs: [list]}]
`;
      await bench.ok('apply -f -', { input: parts });
      await bench.ok(
        `wait clusterrole ${namespace}-sum --for=jsonpath={.rules[0].resources[0]}=deployments --timeout=10s`,
      );
    });
  });

  it('refuses in the words that everybody searches for', async () => {
    expect(await bench.fail('get secrets --as reader')).toBe(
      `Error from server (Forbidden): secrets is forbidden: User "reader" cannot list resource "secrets" in API group "" in the namespace ${own}`,
    );
    expect(await bench.fail('get deployment web --as reader')).toBe(
      `Error from server (Forbidden): deployments.apps "web" is forbidden: User "reader" cannot get resource "deployments" in API group "apps" in the namespace ${own}`,
    );
    expect(await bench.fail('get nodes --as reader')).toBe(
      'Error from server (Forbidden): nodes is forbidden: User "reader" cannot list resource "nodes" in API group "" at the cluster scope',
    );
    expect(await bench.fail('create configmap x --as reader')).toBe(
      `error: failed to create configmap: configmaps is forbidden: User "reader" cannot create resource "configmaps" in API group "" in the namespace ${own}`,
    );
    expect(await bench.fail('get --raw /metrics --as reader')).toBe(
      'Error from server (Forbidden): forbidden: User "reader" cannot get path "/metrics"',
    );
    await bench.ok('create rolebinding dangling --role=nowhere --user=lost');
    expect(await bench.fail('get pods --as lost')).toBe(
      `Error from server (Forbidden): pods is forbidden: User "lost" cannot list resource "pods" in API group "" in the namespace ${own}: RBAC: role.rbac.authorization.k8s.io "nowhere" not found`,
    );
  });

  describe('nobody grants more than he has', () => {
    it('in a role', async () => {
      await bench.ok('create rolebinding boss --clusterrole=admin --user=boss');
      expect(await bench.ok('create role fine --verb=get --resource=pods --as boss')).toMatch(/created/);
      expect(await bench.fail('create role rogue --verb=get,list --resource=nodes --as boss')).toBe(
        `Error from server (Forbidden): roles.rbac.authorization.k8s.io "rogue" is forbidden: user "boss" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}`,
      );
    });
    it('in a binding, unless he may bind', async () => {
      const binding =
        'create rolebinding rogue --clusterrole=system:node-problem-detector --user=x --as boss';
      expect(await bench.fail(binding)).toContain(
        `rolebindings.rbac.authorization.k8s.io "rogue" is forbidden: user "boss" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n`,
      );
      await bench.ok(
        'create role binder --verb=bind --resource=clusterroles.rbac.authorization.k8s.io --resource-name=system:node-problem-detector',
      );
      await bench.ok('create rolebinding binder --role=binder --user=boss');
      expect(await bench.ok(binding)).toMatch(/created/);
    });
  });

  it('keeps a binding on its role', async () => {
    const patch = '{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"other"}}';
    expect(await bench.fail(['patch', 'rolebinding', 'read', '--type=merge', '-p', patch])).toBe(
      'The RoleBinding "read" is invalid: roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef',
    );
  });

  it('shows roles and bindings', async () => {
    expect(await bench.ok('get role pod-reader')).toMatch(
      /^NAME +CREATED AT\npod-reader +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/,
    );
    expect(await bench.ok('get rolebinding read -o wide')).toMatch(
      /^NAME +ROLE +AGE +USERS +GROUPS +SERVICEACCOUNTS\nread +Role\/pod-reader +\d+s +reader +\n$/,
    );
    expect(await bench.ok('describe role pod-reader')).toMatch(/^ {2}pods\/log +\[\] +\[\] +\[get list\]$/m);
    expect(await bench.ok('describe rolebinding read')).toMatch(/^ {2}User +reader +$/m);
    expect(await bench.ok('get clusterroles --no-headers -o name')).toContain(
      'clusterrole.rbac.authorization.k8s.io/cluster-admin\n',
    );
  });

  it('knows service accounts by their tokens', async () => {
    await bench.ok('create serviceaccount robot');
    const kubeconfig = await kubeconfigFor(bench, (await bench.ok('create token robot')).trim());
    const name = `system:serviceaccount:${namespace}:robot`;
    expect(await bench.fail('get pods', { kubeconfig })).toBe(
      `Error from server (Forbidden): pods is forbidden: User "${name}" cannot list resource "pods" in API group "" in the namespace ${own}`,
    );
    await bench.ok(`create rolebinding robot --role=pod-reader --serviceaccount=${namespace}:robot`);
    expect(await bench.ok('get pods -o name', { kubeconfig })).toBe('');
    expect(await bench.ok('auth can-i list pods', { kubeconfig })).toBe('yes\n');
    expect(await bench.ok('auth whoami', { kubeconfig })).toMatch(new RegExp(`^Username +${name}$`, 'm'));
    expect(await bench.ok(`auth can-i list pods --as ${name}`)).toBe('yes\n');
  });

  it('knows a pod by the token in it', async () => {
    await bench.ok([
      'run',
      'caller',
      '--image=busybox',
      '--overrides={"spec":{"serviceAccountName":"robot"}}',
      '--',
      'sleep',
      '1000',
    ]);
    await bench.ok('wait pod caller --for=condition=Ready --timeout=20s');
    const token = await bench.ok('exec caller -- cat /var/run/secrets/kubernetes.io/serviceaccount/token');
    const kubeconfig = await kubeconfigFor(bench, token.trim());
    expect(await bench.ok('get pods -o name', { kubeconfig })).toBe('pod/caller\n');
    expect(await bench.fail('delete pod caller', { kubeconfig })).toBe(
      `Error from server (Forbidden): pods "caller" is forbidden: User "system:serviceaccount:${namespace}:robot" cannot delete resource "pods" in API group "" in the namespace ${own}`,
    );
  });

  it('answers reviews about others and about tokens', async () => {
    const review = (kind: string, spec: object, metadata = {}) =>
      JSON.stringify({
        apiVersion: `${kind === 'TokenReview' ? 'authentication' : 'authorization'}.k8s.io/v1`,
        kind,
        metadata,
        spec,
      });
    const ask = async (body: string) =>
      JSON.parse(await bench.ok('create -f - -o json', { input: body })) as {
        status: Record<string, unknown>;
      };
    const resourceAttributes = { verb: 'list', resource: 'pods', namespace };
    const subject = { user: 'reader', resourceAttributes };
    expect((await ask(review('SubjectAccessReview', subject))).status).toEqual({
      allowed: true,
      reason: `RBAC: allowed by RoleBinding "read/${namespace}" of Role "pod-reader" to User "reader"`,
    });
    expect((await ask(review('LocalSubjectAccessReview', subject, { namespace }))).status.allowed).toBe(true);
    const token = (await bench.ok('create token robot')).trim();
    const { status } = await ask(review('TokenReview', { token }));
    expect(status).toMatchObject({
      authenticated: true,
      user: {
        username: `system:serviceaccount:${namespace}:robot`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      },
    });
    expect(
      await bench.fail('create -f -', { input: review('SubjectAccessReview', { user: 'reader' }) }),
    ).toContain(
      'spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  });
});
