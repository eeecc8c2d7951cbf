/** upstream: pkg/printers/internalversion/printers.go printRoleBinding; roles have apiserver/pkg/registry/rest/table.go */
import type { KubeObject } from '@/apimachinery';
import type { ClusterRoleBinding, RoleBinding } from '@/kube/kinds';
import type { TableDefinition } from '../definition';
import { AGE, ageOf, column, NAME, nameOf, wide } from '../shared/table';

/** What every kind without columns of its own shows. */
export const roleTable: TableDefinition<KubeObject> = {
  columns: [NAME, { ...AGE, name: 'Created At', type: 'date' }],
  row: ({ metadata }) => [metadata.name ?? '', metadata.creationTimestamp ?? null],
};

/** `kind` as in the descriptions of the columns: "roleBinding". */
export const bindingTable = <T extends RoleBinding | ClusterRoleBinding>(
  kind: string,
  roles: string,
): TableDefinition<T> => ({
  columns: [
    NAME,
    column(
      'Role',
      `RoleRef can ${roles}. If the RoleRef cannot be resolved, the Authorizer must return an error.`,
    ),
    AGE,
    wide('Users', `Users in the ${kind}`),
    wide('Groups', `Groups in the ${kind}`),
    wide('ServiceAccounts', `ServiceAccounts in the ${kind}`),
  ],
  row: (binding, nowMs) => {
    const { roleRef, subjects = [] } = binding;
    const named = (wanted: string) =>
      subjects
        .filter(({ kind: found }) => found === wanted)
        .map(({ name, namespace }) => (wanted === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
        .join(', ');
    return [
      nameOf(binding),
      `${roleRef.kind}/${roleRef.name}`,
      ageOf(binding, nowMs),
      named('User'),
      named('Group'),
      named('ServiceAccount'),
    ];
  },
});
