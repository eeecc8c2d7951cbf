import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { RESOURCES } from '..';

const of = (kind: string) => {
  const found = RESOURCES.find((r) => r.kind === kind);
  if (!found) throw new Error(kind);
  return found;
};
const make = (kind: string, more: object): KubeObject =>
  of(kind).strategy.defaults({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'x', namespace: 'default' },
    ...more,
  } as KubeObject);
const texts = (object: KubeObject) =>
  of(object.kind)
    .strategy.validate(object)
    .map((e) => `${e.field}: ${e.message}`);
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };

describe('roles', () => {
  it.each<[string, KubeObject, string[]]>([
    [
      'no verbs and no resources',
      make('Role', { rules: [{ verbs: [], apiGroups: [], resources: [] }] }),
      [
        'rules[0].verbs: Required value: verbs must contain at least one value',
        'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
        'rules[0].resources: Required value: resource rules must supply at least one resource',
      ],
    ],
    [
      'paths in a namespace',
      make('Role', { rules: [{ verbs: ['get'], nonResourceURLs: ['/x'] }] }),
      ['rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs'],
    ],
    [
      'paths and resources at once',
      make('ClusterRole', { rules: [{ verbs: ['get'], nonResourceURLs: ['/x'], resources: ['pods'] }] }),
      [
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
      ],
    ],
    [
      'an aggregation of nothing',
      make('ClusterRole', { aggregationRule: {} }),
      [
        'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
      ],
    ],
  ])('are refused with %s', (_, object, expected) => expect(texts(object)).toEqual(expected));
});

describe('bindings', () => {
  it('get the one API group that there is', () => {
    const subjects = [
      { kind: 'User', name: 'jane' },
      { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
    ];
    expect(make('RoleBinding', { roleRef: { kind: 'Role', name: 'r' }, subjects })).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }, subjects[1]],
    });
  });
  it.each<[string, KubeObject, string[]]>([
    [
      'no role',
      make('RoleBinding', {}),
      [
        'roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"',
        'roleRef.name: Required value',
      ],
    ],
    [
      'a role for the whole cluster',
      make('ClusterRoleBinding', { roleRef: { kind: 'Role', name: 'r' } }),
      ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
    ],
    [
      'strange parties',
      make('ClusterRoleBinding', {
        roleRef,
        subjects: [
          { kind: 'Robot', name: 'x' },
          { kind: 'User' },
          { kind: 'ServiceAccount', name: 'A_b', apiGroup: 'x' },
        ],
      }),
      [
        'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
        'subjects[1].name: Required value',
        expect.stringContaining('subjects[2].name: Invalid value: "A_b": a lowercase RFC 1123 subdomain'),
        'subjects[2].apiGroup: Unsupported value: "x": supported values: ""',
        'subjects[2].namespace: Required value',
      ],
    ],
  ])('are refused with %s', (_, object, expected) => expect(texts(object)).toEqual(expected));

  it('stay with their role', () => {
    const old = make('RoleBinding', { roleRef });
    const changed = make('RoleBinding', { roleRef: { kind: 'Role', name: 'r' } });
    expect(of('RoleBinding').strategy.validateUpdate?.(changed, old)).toMatchObject([
      {
        field: 'roleRef',
        message:
          'Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"r"}: cannot change roleRef',
      },
    ]);
    expect(of('RoleBinding').strategy.validateUpdate?.(old, old)).toEqual([]);
  });
  it('show their parties when wide', () => {
    const subjects = [
      { kind: 'User', name: 'jane' },
      { kind: 'User', name: 'joe' },
      { kind: 'Group', name: 'dev' },
      { kind: 'ServiceAccount', name: 'robot', namespace: 'default' },
    ];
    const row = of('RoleBinding').table.row(make('RoleBinding', { roleRef, subjects }), 0);
    expect(row).toEqual(['x', 'ClusterRole/view', '<unknown>', 'jane, joe', 'dev', 'default/robot']);
  });
});
