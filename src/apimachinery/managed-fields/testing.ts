/** Types and requests for tests of field management. */
import { type Applied, applyConfig } from './apply';
import { fieldElement, keyElement, type Path, valueElement } from './element';
import { EMPTY_SET } from './field-set';
import type { ManagerInfo, Managers } from './managers';
import type { ListType, MapType, MergeType, ScalarType } from './merge-type';
import type { ChangeContext } from './ownership';
import { trackUpdate } from './update';

export const text: ScalarType = { kind: 'scalar', of: 'string' };
export const number: ScalarType = { kind: 'scalar', of: 'numeric' };

export const struct = (fields: Readonly<Record<string, MergeType>>, atomic = false): MapType => ({
  kind: 'map',
  atomic,
  field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
  entry: () => undefined,
});
export const mapOf = (entry: MergeType, atomic = false): MapType => ({
  kind: 'map',
  atomic,
  field: () => undefined,
  entry: () => entry,
});
export const listOf = (
  item: MergeType,
  relation: ListType['relation'],
  keys: ListType['keys'] = [],
): ListType => ({
  kind: 'list',
  relation,
  keys,
  item: () => item,
});

/** A made-up kind with one of each. */
export const THING = struct({
  apiVersion: text,
  kind: text,
  metadata: struct({ name: text, labels: mapOf(text), finalizers: listOf(text, 'set') }),
  spec: struct({
    replicas: number,
    args: listOf(text, 'atomic'),
    selector: mapOf(text, true),
    ref: struct({ name: text, kind: text }, true),
    strategy: struct({ type: text, surge: number }),
    items: listOf(struct({ name: text, image: text, env: mapOf(text) }), 'map', [{ name: 'name' }]),
    ports: listOf(struct({ port: number, protocol: text }), 'map', [
      { name: 'port' },
      { name: 'protocol', preset: 'TCP' },
    ]),
  }),
});

/** ".spec.items[name=app].env" in short: `path('spec', 'items', { name: 'app' }, 'env')`; `[x]` is an item of a set. */
export const path = (...steps: (string | Readonly<Record<string, unknown>> | readonly [unknown])[]): Path =>
  steps.map((step) => {
    if (typeof step === 'string') return fieldElement(step);
    return Array.isArray(step)
      ? valueElement(step[0])
      : keyElement(step as Readonly<Record<string, unknown>>);
  });

const context = (manager: string, operation: ManagerInfo['operation'], now: string): ChangeContext => ({
  type: THING,
  reset: EMPTY_SET,
  manager: { manager, operation, apiVersion: 'test.dev/v1' },
  now,
});

/** One object and its managers through a row of requests. */
export class Subject {
  object: unknown;
  managers: Managers = new Map();
  #seconds = 0;

  /** Starts as a created object, or as one that nobody manages yet. */
  constructor(object: unknown = {}, creator?: string) {
    this.object = object;
    if (creator)
      this.managers = trackUpdate(new Map(), { old: {}, next: object }, this.#context(creator, 'Update'));
  }

  #context(manager: string, operation: ManagerInfo['operation']): ChangeContext {
    return context(manager, operation, `2026-01-01T00:00:${String(this.#seconds++).padStart(2, '0')}Z`);
  }

  apply(manager: string, config: unknown, options: { force?: boolean; lastApplied?: unknown } = {}): Applied {
    const { force = false, lastApplied } = options;
    const applied = applyConfig(
      {
        live: this.object,
        config,
        managers: this.managers,
        force,
        ...(lastApplied === undefined ? {} : { lastApplied }),
      },
      this.#context(manager, 'Apply'),
    );
    this.object = 'object' in applied ? applied.object : this.object;
    this.managers = applied.managers;
    return applied;
  }

  update(manager: string, next: unknown): void {
    this.managers = trackUpdate(this.managers, { old: this.object, next }, this.#context(manager, 'Update'));
    this.object = next;
  }

  /** What a manager has. */
  fieldsOf(manager: string) {
    return [...this.managers.values()].find((entry) => entry.manager === manager)?.fields;
  }
}
