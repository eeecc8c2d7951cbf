/** What a kind's own unit tests ask of its definition: defaults, what is wrong with an object, its row of a table. */
import { apiVersionOf, type KubeObject, type ObjectMeta, parseTime } from '@/apimachinery';
import type { ResourceDefinition, StrategyContext } from '../definition';

export interface KindUnderTest<T extends KubeObject> {
  /** An object with its defaults, as it stands when it was decoded. */
  make(more: object, metadata?: ObjectMeta): T;
  /** The same as it is stored. */
  create(more: object, metadata?: ObjectMeta): T;
  /** The object as an update of it is stored. */
  update(object: T, old: T): T;
  errors(object: T): string[];
  updateErrors(object: T, old: T): string[];
  statusErrors(object: T, old: T): string[];
  row(object: T): readonly unknown[];
  /** Warnings of all creations and updates so far. */
  readonly warnings: readonly string[];
}

/** Five minutes before this, objects of tests are made. */
const NOW_MS = parseTime('2026-01-01T00:05:00Z');

export function underTest<T extends KubeObject>(definition: ResourceDefinition<T>): KindUnderTest<T> {
  const { strategy, status, table, kind, namespaced } = definition;
  const warnings: string[] = [];
  const context: StrategyContext = {
    now: '2026-01-01T00:00:00Z',
    rng: { next: () => 0.5 } as unknown as StrategyContext['rng'],
    user: { name: 'tester', groups: [] },
    list: () => [],
    warn: (text) => warnings.push(text),
  };
  const make = (more: object, metadata: ObjectMeta = {}): T =>
    strategy.defaults({
      apiVersion: apiVersionOf(definition),
      kind,
      metadata: {
        name: 'x',
        ...(namespaced ? { namespace: 'default' } : {}),
        uid: 'u-1',
        creationTimestamp: '2026-01-01T00:00:00Z',
        ...metadata,
      },
      ...more,
    } as unknown as T);
  return {
    make,
    create: (more, metadata) => {
      const object = make(more, metadata);
      return strategy.prepareForCreate?.(object, context) ?? object;
    },
    update: (object, old) => strategy.prepareForUpdate?.(object, old, context) ?? object,
    errors: (object) => strategy.validate(object).map((e) => `${e.field}: ${e.message}`),
    updateErrors: (object, old) =>
      (strategy.validateUpdate?.(object, old) ?? []).map((e) => `${e.field}: ${e.message}`),
    statusErrors: (object, old) =>
      (status?.validateUpdate?.(object, old) ?? []).map((e) => `${e.field}: ${e.message}`),
    row: (object) => table.row(object, NOW_MS),
    warnings,
  };
}
