/** Who manages which fields: metadata.managedFields, read and written. */
// upstream: k8s.io/apimachinery/pkg/util/managedfields/internal managedfields.go
import type { Json } from '../types';
import { type FieldSet, isEmptySet, parseSet, storedSet } from './field-set';

export type ManagerOperation = 'Apply' | 'Update';

/** Who a manager is. Appliers are the same one at every version. */
export interface ManagerInfo {
  readonly manager: string;
  readonly operation: ManagerOperation;
  readonly apiVersion: string;
  readonly subresource?: string;
}

export interface ManagedEntry extends ManagerInfo {
  readonly time?: string;
  readonly fields: FieldSet;
}

/** Entries by the identity of their manager. */
export type Managers = ReadonlyMap<string, ManagedEntry>;

/** The identity, in the form that upstream sorts managers by. */
export function managerId({ manager, operation, apiVersion, subresource }: ManagerInfo): string {
  return JSON.stringify({
    ...(manager === '' ? {} : { manager }),
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource ? { subresource } : {}),
  });
}

type Wire = Readonly<Record<string, unknown>>;

const isWire = (entry: unknown): entry is Wire =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

/** The managers of an object; undefined when the entries can't be understood. */
export function readManagers(entries: readonly unknown[] = []): Map<string, ManagedEntry> | undefined {
  const managers = new Map<string, ManagedEntry>();
  for (const wire of entries) {
    const entry = isWire(wire) ? readEntry(wire) : undefined;
    if (!entry) return undefined;
    managers.set(managerId(entry), entry);
  }
  return managers;
}

/** Entries are immutable in both forms, so each is read once and written once, however often it is asked for. */
const read = new WeakMap<Wire, ManagedEntry>();
const written = new WeakMap<ManagedEntry, Json>();

function readEntry(wire: Wire): ManagedEntry | undefined {
  const known = read.get(wire);
  if (known) return known;
  const { manager = '', operation, apiVersion, time, subresource, fieldsType, fieldsV1 = {} } = wire;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  if (typeof apiVersion !== 'string' || apiVersion === '' || fieldsType !== 'FieldsV1') return undefined;
  const fields = parseSet(fieldsV1);
  if (!fields) return undefined;
  const entry: ManagedEntry = {
    manager: String(manager),
    operation,
    apiVersion,
    ...(typeof time === 'string' ? { time } : {}),
    ...(typeof subresource === 'string' && subresource !== '' ? { subresource } : {}),
    fields,
  };
  read.set(wire, entry);
  return entry;
}

/** Entries in upstream's order; undefined when nobody manages anything. */
export function writeManagers(managers: Managers): Json[] | undefined {
  const entries = [...managers.values()].filter(({ fields }) => !isEmptySet(fields)).sort(inOrder);
  return entries.length === 0 ? undefined : entries.map(writeEntry);
}

const inOrder = (a: ManagedEntry, b: ManagedEntry): number =>
  order(a.operation, b.operation) ||
  order(a.time ?? '', b.time ?? '') ||
  order(a.manager, b.manager) ||
  order(a.apiVersion, b.apiVersion) ||
  order(a.subresource ?? '', b.subresource ?? '');

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function writeEntry(entry: ManagedEntry): Json {
  const known = written.get(entry);
  if (known !== undefined) return known;
  const { manager, operation, apiVersion, time, subresource } = entry;
  const fields = storedSet(entry.fields);
  const wire = {
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields as Json,
    ...(subresource ? { subresource } : {}),
  };
  const stored = { ...entry, fields };
  read.set(wire, stored);
  written.set(stored, wire);
  return wire;
}

/** `[{}]` and `[]` in a request ask for a fresh start. upstream: isResetManagedFields */
export const isReset = (entries: readonly unknown[] | undefined): boolean =>
  entries !== undefined &&
  (entries.length === 0 ||
    (entries.length === 1 && isWire(entries[0]) && Object.keys(entries[0]).length === 0));
