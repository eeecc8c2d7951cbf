import { beforeAll, describe, expect, it } from 'vitest';
import type { Schemas } from './schemas';
import { clusterSchemas } from './testing/schemas';
import { validate } from './validate';

let schemas: Schemas;
beforeAll(async () => {
  schemas = await clusterSchemas();
});

/** "the text that is underlined: the message" */
const told = (text: string) =>
  validate(text, schemas).map(({ from, to, message }) => `${text.slice(from, to)}: ${message}`);

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports:
            - containerPort: 80
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {cpu: 1}
`;
const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n${spec}`;
const CONTAINER = '  containers:\n    - name: web\n';

describe('a manifest', () => {
  it.each([
    ['a Deployment', DEPLOYMENT],
    ['several documents, empty ones among them', `---\n${DEPLOYMENT}---\n# nothing\n---\n${pod(CONTAINER)}`],
    [
      'a number or a text where both may stand',
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - {port: 80, targetPort: http}\n    - {port: 81, targetPort: 8080}\n',
    ],
    [
      'labels and data of any name',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {x.y/z: "1"}}\ndata:\n  any.thing: |\n    - not: yaml: at all\n',
    ],
    [
      'an anchor and what refers to it',
      pod(`${CONTAINER}      env: &e\n        - {name: A, value: a}\n    - name: two\n      env: *e\n`),
    ],
    [
      'a name that the server makes',
      'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: a}]\n',
    ],
    [
      'a List',
      `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: a}\n`,
    ],
    [
      'times and dates, which are texts',
      pod(
        `${CONTAINER}      env:\n        - {name: AT, value: 12:30}\n        - {name: UNTIL, value: 2026-01-01}\n`,
      ),
    ],
    [
      'a kind of its owner',
      'apiVersion: example.dev/v1\nkind: Cactus\nmetadata: {name: a}\nspec: {height: 3, spines: few, pot: big, notes: {a: {b: 1}}}\n',
    ],
    ['nothing at all', ''],
    ['only a comment', '# later\n'],
  ])('is right: %s', (_name, text) => {
    expect(told(text)).toEqual([]);
  });

  const wrong: [name: string, text: string, ...told: string[]][] = [
    [
      'a tab',
      'apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n',
      '\t: YAML is indented by spaces, never by tabs.',
    ],
    ['a field twice', 'apiVersion: v1\nkind: Pod\nkind: Pod\n', 'kind: This field is there twice.'],
    ['a text', 'hello there', 'hello there: A manifest is a map of fields: apiVersion, kind, metadata ...'],
    [
      'no header',
      'metadata: {name: a}\n',
      'metadata: apiVersion and kind are missing; kubectl apply needs them.',
    ],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}\n', 'apiVersion: kind is missing.'],
    [
      'another apiVersion',
      DEPLOYMENT.replace('apps/v1', 'extensions/v1beta1'),
      'extensions/v1beta1: The cluster serves no apiVersion extensions/v1beta1. Deployment is in apps/v1.',
    ],
    [
      'a kind in the wrong group',
      DEPLOYMENT.replace('apps/v1', 'v1'),
      'v1: There is no kind Deployment in v1. Deployment is in apps/v1.',
    ],
    [
      'a misspelt kind',
      DEPLOYMENT.replace('kind: Deployment', 'kind: Deploymnet'),
      'Deploymnet: There is no kind Deploymnet in apps/v1. Did you mean Deployment?',
    ],
    [
      'a misspelt field',
      DEPLOYMENT.replace('replicas:', 'replica:'),
      'replica: Unknown field spec.replica. Did you mean replicas?',
    ],
    [
      'a field at the wrong depth',
      pod(`${CONTAINER}      containerPort: 80\n`),
      'containerPort: Unknown field spec.containers[0].containerPort.',
    ],
    [
      'a number in quotes',
      DEPLOYMENT.replace('replicas: 3', 'replicas: "3"'),
      '"3": spec.replicas must be a whole number, without quotes.',
    ],
    [
      'a fraction',
      DEPLOYMENT.replace('replicas: 3', 'replicas: 1.5'),
      '1.5: spec.replicas must be a whole number.',
    ],
    [
      'a number as text',
      pod(`${CONTAINER}      env: [{name: PORT, value: 8080}]\n`),
      '8080: spec.containers[0].env[0].value must be text: put "8080" in quotes.',
    ],
    [
      "YAML's yes",
      pod(`${CONTAINER}      env: [{name: DEBUG, value: yes}]\n`),
      'yes: spec.containers[0].env[0].value must be text: put "true" in quotes.',
    ],
    [
      'a map where a list belongs',
      pod('  containers:\n    name: web\n'),
      'name: spec.containers must be a list: each entry begins with "- ", not a map of fields.',
    ],
    [
      'a list where a map belongs',
      pod(`${CONTAINER}  nodeSelector: [a]\n`),
      '[a]: spec.nodeSelector must be a map of fields, not a list.',
    ],
    [
      'text where a map belongs',
      pod(`${CONTAINER}  securityContext: strict\n`),
      'strict: spec.securityContext must be a map of fields.',
    ],
    [
      'a value that is none of those known',
      pod(`${CONTAINER}      imagePullPolicy: always\n`),
      'always: spec.containers[0].imagePullPolicy must be Always, IfNotPresent or Never. Did you mean Always?',
    ],
    ['a missing field', DEPLOYMENT.replace(/ {2}selector:\n.*\n/, ''), 'spec: spec.selector is missing.'],
    [
      'a missing field of a list entry',
      pod('  containers:\n    - image: nginx\n'),
      'image: spec.containers[0].name is missing.',
    ],
    [
      'an empty field that is required',
      DEPLOYMENT.replace('        - name: web', '        - name:'),
      'name: spec.template.spec.containers[0].name needs a value.',
    ],
    [
      'no name',
      DEPLOYMENT.replace('  name: web\n', '  labels: {a: b}\n'),
      'metadata: metadata.name is missing.',
    ],
    [
      'a kind of its owner',
      'apiVersion: example.dev/v1\nkind: Cactus\nmetadata: {name: a}\nspec: {spines: none, colour: red}\n',
      'spec: spec.height is missing.',
      'none: spec.spines must be few or many.',
      'colour: Unknown field spec.colour.',
    ],
    [
      'the second document',
      `${pod(CONTAINER)}---\n${DEPLOYMENT.replace('replicas:', 'replica:')}`,
      'replica: Unknown field spec.replica. Did you mean replicas?',
    ],
    [
      'an entry of a List',
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Namespac\n    metadata: {name: a}\n',
      'Namespac: There is no kind Namespac in v1. Did you mean Namespace?',
    ],
  ];
  it.each(wrong)('is wrong: %s', (_name, text, ...expected) => {
    expect(told(text)).toEqual(expected);
  });

  it.each([
    ['a misspelt field', DEPLOYMENT.replace('replicas:', 'replica:'), DEPLOYMENT],
    ['a misspelt value', DEPLOYMENT.replace('kind: Deployment', 'kind: deploymen'), DEPLOYMENT],
    ['the wrong group', DEPLOYMENT.replace('apps/v1', 'v1'), DEPLOYMENT],
    ['a number in quotes', DEPLOYMENT.replace('replicas: 3', 'replicas: "3"'), DEPLOYMENT],
    ['a number as text', pod(`${CONTAINER}      args: [1]\n`), pod(`${CONTAINER}      args: ["1"]\n`)],
  ])('mends %s by the fix that it offers', (_name, text, mended) => {
    const [{ from, to, fix } = { from: 0, to: 0, fix: '' }] = validate(text, schemas);
    expect(text.slice(0, from) + fix + text.slice(to)).toBe(mended);
  });

  it('is judged as YAML alone while nothing is known of the cluster', () => {
    expect(validate(DEPLOYMENT.replace('replicas:', 'replica:'))).toEqual([]);
    expect(validate('a: b: c')).toHaveLength(1);
    expect(validate('spec: {}')).toMatchObject([{ severity: 'warning' }]);
  });

  it('that is half written is told as what YAML makes of it', () => {
    expect(told('apiVersion: v1\nkind: "Pod\n')).toHaveLength(1);
    expect(told('a: [1, 2\nb: 3\n').length).toBeGreaterThan(0);
  });
});
