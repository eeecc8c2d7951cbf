/** Fields that an apply would take from other managers, as the user reads it. */
// upstream: k8s.io/apimachinery/pkg/util/managedfields/internal conflict.go
import { failure, type StatusError } from '../status';
import { type Path, pathText } from './element';
import { type ManagerInfo, managerId } from './managers';

export interface FieldConflict {
  readonly manager: ManagerInfo;
  readonly path: Path;
}

export class ApplyConflicts extends Error {
  override readonly name = 'ApplyConflicts';
  constructor(readonly conflicts: readonly FieldConflict[]) {
    super(conflictText(conflicts));
  }

  /** 409 with a cause for every field. */
  get status(): StatusError {
    const causes = this.conflicts.map(({ manager, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(manager)}`,
      field: pathText(path),
    }));
    return failure(409, 'Conflict', this.message, { causes });
  }
}

function conflictText(conflicts: readonly FieldConflict[]): string {
  const [first] = conflicts;
  if (first && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first.manager)}: ${pathText(first.path)}`;
  }
  const lines = new Map<string, string[]>();
  for (const { manager, path } of conflicts) {
    const id = managerId(manager);
    const told = lines.get(id) ?? [`conflicts with ${managerText(manager)}:`];
    told.push(`- ${pathText(path)}`);
    lines.set(id, told);
  }
  const text = [...lines.keys()].sort().flatMap((id) => lines.get(id) ?? []);
  return `Apply failed with ${conflicts.length} conflicts: ${text.join('\n')}`;
}

function managerText({ manager, operation, apiVersion, subresource }: ManagerInfo): string {
  const name =
    JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
