import { expect, it } from 'vitest';
import { checkSpec } from '../check-schema';
import type { GradedCluster } from '../cluster-reader';
import { checkCanI } from './can-i';

const conditionOf = (condition: object) => {
  const check = checkSpec.parse({ id: 'a', title: 'Somebody may', 'can-i': condition });
  if (!('can-i' in check)) throw new Error('parsed as something else');
  return check['can-i'];
};

/** Answers every review so, and keeps what it was asked. */
function clusterThat(status: object, code = 201) {
  const asked: { readonly address: string; readonly spec: unknown }[] = [];
  const cluster: GradedCluster = {
    name: 'lab',
    admin: () => {
      throw new Error('not asked for');
    },
    fetch: async (address, init) => {
      asked.push({ address, spec: JSON.parse(String(init?.body)).spec });
      return Response.json(code === 201 ? { status } : status, { status: code });
    },
    exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
  };
  return { cluster, asked };
}

const anaLists = { user: 'ana', groups: ['dev'], verb: 'list', resource: 'pods', namespace: 'team-a' };

it('asks for a user with groups, in a namespace', async () => {
  const { cluster, asked } = clusterThat({ allowed: true });
  expect(await checkCanI(conditionOf(anaLists), cluster)).toEqual({ passed: true });
  expect(asked).toEqual([
    {
      address: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      spec: {
        user: 'ana',
        groups: ['dev', 'system:authenticated'],
        resourceAttributes: { verb: 'list', group: '', resource: 'pods', namespace: 'team-a' },
      },
    },
  ]);
});

it('says that no rule allows what should be allowed', async () => {
  const { cluster } = clusterThat({ allowed: false });
  expect(await checkCanI(conditionOf(anaLists), cluster)).toEqual({
    passed: false,
    expected: 'user ana may list pods in namespace team-a',
    found: 'no rule allows it',
    where: 'user ana in namespace team-a',
    next: 'kubectl auth can-i list pods -n team-a --as ana --as-group dev',
  });
});

it('tells the rule that allows what should be denied', async () => {
  const reason = 'RBAC: allowed by ClusterRoleBinding "all" of ClusterRole "view" to User "ana"';
  const { cluster } = clusterThat({ allowed: true, reason });
  const condition = conditionOf({ user: 'ana', verb: 'list', resource: 'secrets', allowed: false });
  expect(await checkCanI(condition, cluster)).toEqual({
    passed: false,
    expected: 'user ana may not list secrets in the whole cluster',
    found: reason,
    where: 'user ana',
    next: 'kubectl auth can-i list secrets -A --as ana',
  });
});

it('asks for a ServiceAccount by its name and groups, of a group’s subresource, of one object', async () => {
  const { cluster, asked } = clusterThat({ allowed: false });
  const outcome = await checkCanI(
    conditionOf({
      serviceAccount: { namespace: 'team-a', name: 'robot' },
      verb: 'update',
      resource: 'deployments.apps/scale',
      name: 'web',
      namespace: 'team-a',
    }),
    cluster,
  );
  expect(asked[0]?.spec).toEqual({
    user: 'system:serviceaccount:team-a:robot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:team-a', 'system:authenticated'],
    resourceAttributes: {
      verb: 'update',
      group: 'apps',
      resource: 'deployments',
      subresource: 'scale',
      name: 'web',
      namespace: 'team-a',
    },
  });
  expect(outcome).toMatchObject({
    expected: 'ServiceAccount team-a/robot may update deployments.apps/scale web in namespace team-a',
  });
});

it('asks for an address that is no resource', async () => {
  const { cluster, asked } = clusterThat({ allowed: false });
  const outcome = await checkCanI(conditionOf({ user: 'ana', verb: 'get', path: '/metrics' }), cluster);
  expect(asked[0]?.spec).toMatchObject({ nonResourceAttributes: { path: '/metrics', verb: 'get' } });
  expect(outcome).toMatchObject({
    expected: 'user ana may get /metrics',
    next: 'kubectl auth can-i get /metrics --as ana',
  });
});

it('does not take a refused review for a denial', async () => {
  const { cluster } = clusterThat({ message: 'spec.user: at least one of user or group' }, 422);
  await expect(checkCanI(conditionOf({ ...anaLists, allowed: false }), cluster)).rejects.toThrow(
    'at least one',
  );
});

it.each([
  ['nobody', { verb: 'get', resource: 'pods' }],
  ['two subjects', { user: 'a', serviceAccount: { name: 'b' }, verb: 'get', resource: 'pods' }],
  ['nothing', { user: 'a', verb: 'get' }],
])('refuses a condition on %s', (_name, condition) => {
  expect(() => conditionOf(condition)).toThrow();
});
