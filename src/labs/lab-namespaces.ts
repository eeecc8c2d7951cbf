/** Where a lab plays: the namespaces that its checks look into. */
import type { CheckSpec } from '@/grading';
import { allResources } from '@/kube';
import type { Lab } from './load-lab';

const CLUSTER_WIDE = new Set(allResources.filter(({ namespaced }) => !namespaced).map(({ kind }) => kind));

/** Sorted; empty for a lab that is about the cluster as a whole. */
export const labNamespaces = ({ tasks }: Pick<Lab, 'tasks'>): readonly string[] =>
  [...new Set(tasks.flatMap(({ checks }) => checks.flatMap((check) => namespaceOf(check) ?? [])))].sort();

function namespaceOf(check: CheckSpec): string | undefined {
  if ('object' in check) return ofKind(check.object.kind, check.object.metadata.namespace);
  if ('cel' in check) return ofKind(check.cel.kind, check.cel.namespace);
  if ('gone' in check) return ofKind(check.gone.kind, check.gone.namespace);
  if ('http' in check) return check.http.namespace;
  if ('exec' in check) return check.exec.namespace;
  return undefined;
}

const ofKind = (kind: string, namespace: string | undefined): string | undefined =>
  namespace ?? (CLUSTER_WIDE.has(kind) ? undefined : 'default');
