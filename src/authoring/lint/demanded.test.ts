import { expect, it } from 'vitest';
import { checkSpec } from '@/grading';
import { demandsOf } from './demanded';

const demanded = (check: object) =>
  demandsOf(checkSpec.parse({ id: 'a', title: 'All is well', ...check })).map(({ value }) => value);
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' };

const cases: [name: string, check: object, values: (string | number)[]][] = [
  [
    'names, labels with their keys, images and numbers of an object, and no words of Kubernetes',
    {
      object: {
        ...deployment,
        metadata: { name: 'web', namespace: 'shop', labels: { tier: 'front' } },
        spec: {
          replicas: 3,
          strategy: { type: 'Recreate' },
          paused: false,
          template: { spec: { containers: [{ name: 'main', image: 'nginx', imagePullPolicy: 'Always' }] } },
        },
      },
    },
    ['web', 'shop', 'tier', 'front', 3, 'main'],
  ],
  [
    'the namespace default and small numbers as little as labels of Kubernetes itself',
    {
      object: {
        ...deployment,
        metadata: { name: 'web', namespace: 'default', labels: { 'kubernetes.io/os': 'linux' } },
        spec: { replicas: 1 },
      },
    },
    ['web', 'linux'],
  ],
  [
    'texts and numbers that an expression compares with',
    {
      cel: {
        ...deployment,
        name: 'web',
        expression:
          'object.spec.replicas == 4 && object.spec.x[0].y == "green" && object.z.exists(c, c.type == "Ready" && c.port != 8080)',
        expected: 'all of it',
      },
    },
    ['web', 'green', 4],
  ],
  [
    'no lower bounds, and names without what follows their beginning',
    {
      cel: {
        ...deployment,
        expression: 'size(objects) >= 3 && objects[0].a.startsWith("web-")',
        expected: 'all',
      },
    },
    ['web'],
  ],
  [
    'what the data of a Secret mean',
    { object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { user: 'c2hvcA==' } } },
    ['db', 'shop'],
  ],
  ['a path', { http: { service: 'web', port: 80, path: '/health', status: 204 } }, ['web', '/health', 204]],
  ['nothing of /', { http: { service: 'web', port: 80 } }, ['web']],
  ['what must be gone', { gone: { ...deployment, name: 'old', namespace: 'shop' } }, ['old', 'shop']],
  [
    'who may do it',
    { 'can-i': { serviceAccount: { name: 'bot', namespace: 'shop' }, verb: 'get', resource: 'pods' } },
    ['shop', 'bot'],
  ],
  [
    'a group, and not who stands for it',
    { 'can-i': { user: 'olga', groups: ['operators'], verb: 'get', resource: 'pods' } },
    ['operators'],
  ],
  ['a file', { file: { path: 'notes/a.txt' } }, ['notes/a.txt']],
  ['nothing of a guard', { guard: true, gone: { ...deployment, name: 'old' } }, []],
];
it.each(cases)('are %s', (_name, check, values) => {
  expect(demanded(check).sort()).toEqual([...values].sort());
});
