/** Random appliers and updaters with a saved seed: whatever they do, ownership stays true. */
import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../rng';
import { ApplyConflicts } from './conflicts';
import { difference, type FieldSet, hasPath, isEmptySet, pathsOf } from './field-set';
import { type Managers, readManagers, writeManagers } from './managers';
import { managed } from './ownership';
import { Subject, THING } from './testing';
import { compare, fieldSetOf, mergeTyped } from './typed';

const SEED = Number(process.env.OWNERSHIP_SEED ?? 20260102);
const OBJECTS = 50;
const STEPS = 40;
const MANAGERS = ['ann', 'bob', 'kim'];

const pick = <T>(rng: Rng, values: readonly T[]): T => values[rng.int(values.length)] as T;
const some = <T>(rng: Rng, values: readonly T[]): T[] => values.filter(() => rng.int(2) === 0);
const maybe = (rng: Rng, fields: Readonly<Record<string, () => unknown>>): Record<string, unknown> =>
  Object.fromEntries(some(rng, Object.keys(fields)).map((name) => [name, fields[name]?.()]));

/** A configuration that says something of some fields. */
function randomConfig(rng: Rng): Record<string, unknown> {
  const word = () => pick(rng, ['x', 'y', 'z']);
  const words = () => [...new Set([word(), ...some(rng, ['v', 'w'])])];
  const item = (name: string) => ({
    name,
    ...maybe(rng, { image: word, env: () => ({ [word()]: word() }) }),
  });
  return {
    metadata: {
      name: 'thing',
      ...maybe(rng, { labels: () => ({ [word()]: word() }), finalizers: words }),
    },
    spec: {
      strategy: { type: word() },
      ...maybe(rng, {
        replicas: () => rng.int(3),
        args: words,
        selector: () => ({ [word()]: word() }),
        items: () => ['b', ...some(rng, ['a', 'c'])].map(item),
        ports: () => [{ port: 80, protocol: pick(rng, ['TCP', 'UDP']) }],
      }),
    },
  };
}

const leaves = (fields: FieldSet) => {
  const paths = pathsOf(fields);
  const parents = new Set(paths.map((path) => JSON.stringify(path.slice(0, -1))));
  return paths.filter((path) => !parents.has(JSON.stringify(path)));
};

/** What holds of any object at any time. */
function expectSound({ object, managers }: Subject): void {
  const present = fieldSetOf(object, THING);
  for (const { manager, fields } of managers.values()) {
    expect(isEmptySet(fields), `${manager} manages something`).toBe(false);
    const lost = leaves(fields).filter((path) => !hasPath(present, path) && !isParent(present, path));
    expect(lost, `what ${manager} manages is there`).toEqual([]);
  }
  const entries = writeManagers(managers) ?? [];
  const wire: unknown[] = JSON.parse(JSON.stringify(entries));
  expect(writeManagers(readManagers(wire) ?? new Map()) ?? []).toEqual(entries);
}

/** A map that is there by its entries. */
const isParent = (present: FieldSet, path: readonly string[]): boolean =>
  pathsOf(present).some((other) => other.length > path.length && path.every((step, i) => other[i] === step));

const without = (managers: Managers, name: string) =>
  [...managers.values()].filter((entry) => entry.manager !== name);

function applyAtRandom(rng: Rng, subject: Subject): void {
  const { object: before, managers } = subject;
  const [name, config, force] = [pick(rng, MANAGERS), randomConfig(rng), rng.int(3) === 0];
  try {
    subject.apply(name, config, { force });
  } catch (error) {
    if (!(error instanceof ApplyConflicts)) throw error;
    expect(force, 'force meets no conflict').toBe(false);
    expect([subject.object, subject.managers]).toEqual([before, managers]);
    for (const { manager, path } of error.conflicts) {
      expect(manager.manager).not.toBe(name);
      const fields = [...managers.values()].find((entry) => entry.manager === manager.manager)?.fields;
      expect(hasPath(fields ?? {}, path), 'who is in the way has the field').toBe(true);
    }
    return;
  }
  // All that was asked for is there, and is the applier's.
  expect(mergeTyped(subject.object, config, THING)).toEqual(subject.object);
  expect(pathsOf(subject.fieldsOf(name) ?? {})).toEqual(pathsOf(managed(fieldSetOf(config, THING))));
  const { added, modified, removed } = compare(before, subject.object, THING);
  // Others lost what was changed; without force nothing of theirs was changed at all.
  for (const entry of without(subject.managers, name)) {
    for (const path of [...pathsOf(modified), ...pathsOf(added)])
      expect(hasPath(entry.fields, path)).toBe(false);
  }
  if (!force) {
    for (const entry of without(managers, name)) {
      expect(pathsOf(modified).filter((path) => hasPath(entry.fields, path))).toEqual([]);
    }
  }
  // Only what the applier had is removed, with what is in items of its own.
  const had = [...managers.values()].find((entry) => entry.manager === name)?.fields ?? {};
  for (const path of leaves(removed)) {
    const owned =
      path.some((_, i) => hasPath(had, path.slice(0, i + 1))) ||
      leaves(had).some((p) => path.every((s, i) => p[i] === s));
    expect(owned, `${name} had ${path.join()}`).toBe(true);
  }
  // Once more is nothing new.
  expect(subject.apply(name, config)).not.toHaveProperty('object');
  expect(difference(subject.fieldsOf(name) ?? {}, managed(fieldSetOf(config, THING)))).toEqual({});
}

function updateAtRandom(rng: Rng, subject: Subject): void {
  const { object: before, managers } = subject;
  const name = `${pick(rng, MANAGERS)}-by-hand`;
  const next = rng.int(4) === 0 ? randomConfig(rng) : mergeTyped(before, randomConfig(rng), THING);
  subject.update(name, next);
  const { added, modified, removed } = compare(before, next, THING);
  for (const path of [...pathsOf(modified), ...pathsOf(added)]) {
    const owners = [...subject.managers.values()].filter((entry) => hasPath(entry.fields, path));
    const expected =
      hasPath(managed({ ...added }), path) || hasPath(managed({ ...modified }), path) ? [name] : [];
    expect(owners.map(({ manager }) => manager)).toEqual(expected);
  }
  for (const entry of subject.managers.values()) {
    expect(pathsOf(removed).filter((path) => hasPath(entry.fields, path))).toEqual([]);
  }
  const changed = [added, modified, removed].some((set) => !isEmptySet(managed(set)));
  if (!changed) expect(subject.managers).toBe(managers);
}

describe(`ownership (seed ${SEED})`, () => {
  it('stays true under random requests', () => {
    const rng = createRng(SEED);
    for (let i = 0; i < OBJECTS; i++) {
      const subject = new Subject({ metadata: {}, spec: {} });
      for (let step = 0; step < STEPS; step++) {
        if (rng.int(3) > 0) applyAtRandom(rng, subject);
        else updateAtRandom(rng, subject);
        expectSound(subject);
      }
    }
  });
});
