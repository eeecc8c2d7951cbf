import { beforeAll, describe, expect, it } from 'vitest';
import { complete, describeFieldAt } from './complete';
import type { Schemas } from './schemas';
import { clusterSchemas } from './testing/schemas';

let schemas: Schemas;
beforeAll(async () => {
  schemas = await clusterSchemas();
});

/** `|` is the cursor. */
const at = (text: string) => {
  const offset = text.indexOf('|');
  return complete(text.replace('|', ''), offset, schemas);
};
const labels = (text: string) => at(text)?.options.map(({ label }) => label);
const HEAD = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';
const POD = 'apiVersion: v1\nkind: Pod\nspec:\n';

describe('fields', () => {
  const cases: [name: string, text: string, some: string[], none: string[]][] = [
    ['of an empty file', '|', ['apiVersion', 'kind', 'metadata'], []],
    ['of a kind', `${HEAD}|`, ['spec', 'status'], ['metadata', 'kind', 'replicas']],
    ['below a field', `${HEAD}spec:\n  re|`, ['replicas', 'selector', 'template'], ['containers']],
    [
      'among others, above and below',
      `${HEAD}spec:\n  replicas: 1\n  |\n  selector: {}\n`,
      ['template', 'strategy'],
      ['replicas', 'selector'],
    ],
    [
      'two levels down',
      `${HEAD}spec:\n  strategy:\n    rollingUpdate:\n      |`,
      ['maxSurge', 'maxUnavailable'],
      ['type'],
    ],
    ['of a list entry that begins', `${POD}  containers:\n    - |`, ['name', 'image'], []],
    [
      'of a list entry',
      `${POD}  containers:\n    - name: web\n      im|`,
      ['image', 'imagePullPolicy'],
      ['name'],
    ],
    [
      'of a second entry',
      `${POD}  containers:\n    - name: web\n      image: a\n    - na|`,
      ['name', 'image'],
      [],
    ],
    [
      'of a list that is not indented',
      `${POD}  containers:\n  - name: web\n    |`,
      ['image', 'ports'],
      ['name'],
    ],
    [
      'after a list that is not indented',
      `${POD}  containers:\n  - name: web\n  |`,
      ['volumes', 'nodeName'],
      ['containers', 'image'],
    ],
    [
      'of a list in a list',
      `${POD}  containers:\n    - name: web\n      ports:\n        - containerPort: 80\n          |`,
      ['hostPort', 'protocol'],
      ['containerPort', 'image'],
    ],
    [
      'back from a list in a list',
      `${POD}  containers:\n    - name: web\n      ports:\n        - containerPort: 80\n      |`,
      ['image', 'env'],
      ['ports', 'name'],
    ],
    [
      'past comments and empty lines',
      `${POD}  # pods\n  containers: # here\n\n    # first\n    - name: web\n\n      |`,
      ['image'],
      ['name'],
    ],
    ['of the second document', `${HEAD}---\n${POD}  |`, ['containers'], ['replicas']],
    ['while lines below are broken', `${HEAD}spec:\n  |\n  selector: {\n`, ['replicas'], []],
    [
      'of a kind of its owner',
      'apiVersion: example.dev/v1\nkind: Cactus\nspec:\n  |',
      ['height', 'spines'],
      [],
    ],
  ];
  it.each(cases)('%s', (_name, text, some, none) => {
    const found = labels(text) ?? [];
    expect(found).toEqual(expect.arrayContaining(some));
    for (const name of none) expect(found).not.toContain(name);
  });

  it('replace what was typed of them, say their type, and begin what follows', () => {
    const found = at(`${HEAD}spec:\n  sel|`);
    expect(found?.from).toBe(`${HEAD}spec:\n  `.length);
    expect(found?.options.find(({ label }) => label === 'selector')).toMatchObject({
      insert: 'selector:\n    ',
      detail: 'object',
      required: true,
      docs: expect.stringContaining('Label selector for pods'),
    });
    const containers = at(`${POD}  |`)?.options.find(({ label }) => label === 'containers');
    expect(containers).toMatchObject({ insert: 'containers:\n    - ', detail: 'list of objects' });
    const host = at(`${POD}  |`)?.options.find(({ label }) => label === 'hostname');
    expect(host).toMatchObject({ insert: 'hostname: ', detail: 'string', required: false });
  });
});

describe('values', () => {
  const cases: [name: string, text: string, expected: string[]][] = [
    ['of an apiVersion, for the kind that is there', 'apiVersion: |\nkind: Deployment\n', ['apps/v1']],
    ['of a kind, of the apiVersion that is there', 'apiVersion: example.dev/v1\nkind: |\n', ['Cactus']],
    [
      'of a field with few',
      `${POD}  containers:\n    - imagePullPolicy: |`,
      ['Always', 'IfNotPresent', 'Never'],
    ],
    ['half typed, in quotes', `${POD}  restartPolicy: "On|`, ['Always', 'Never', 'OnFailure']],
    ['of a truth', `${POD}  hostNetwork: |`, ['true', 'false']],
    [
      'of a list of few',
      'apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n    - |',
      ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
    ],
  ];
  it.each(cases)('%s', (_name, text, expected) => {
    expect(labels(text)?.sort()).toEqual(expected.sort());
  });

  it('of a kind, of all when there is no apiVersion', () => {
    expect(labels('kind: |')).toEqual(expect.arrayContaining(['Pod', 'Deployment', 'Cactus']));
    expect(labels('kind: |')).not.toContain('PodList');
  });
});

it.each([
  ['in a block text', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |-\n    x'],
  ['in a comment', `${POD}  # con`],
  ['in flow style', `${POD}  {con`],
  ['below a value', `${POD}  hostname: a\n    x`],
  ['of free text', `${POD}  hostname: x`],
  ['of an unknown kind', 'apiVersion: v1\nkind: Nope\nspec:\n  x'],
  ['below an unknown field', `${POD}  nope:\n    x`],
])('nothing is offered %s', (_name, text) => {
  expect(complete(text, text.length, schemas)).toBeUndefined();
});

describe('a field is described', () => {
  it('by its type and what Kubernetes says of it', () => {
    const text = `${HEAD}spec:\n  replicas: 3\n`;
    const offset = text.indexOf('replicas') + 2;
    expect(describeFieldAt(text, offset, schemas)).toMatchObject({
      from: text.indexOf('replicas'),
      to: text.indexOf('replicas') + 'replicas'.length,
      name: 'replicas',
      type: 'integer',
      docs: expect.stringContaining('Number of desired pods'),
      required: false,
    });
  });

  it('in a list entry, and not where there is none', () => {
    const text = `${POD}  containers:\n    - name: web\n`;
    expect(describeFieldAt(text, text.indexOf('name'), schemas)).toMatchObject({
      name: 'name',
      required: true,
    });
    expect(describeFieldAt(text, text.indexOf('web'), schemas)).toBeUndefined();
  });
});
