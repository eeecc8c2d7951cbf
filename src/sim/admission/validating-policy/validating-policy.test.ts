import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject, type StatusError } from '@/apimachinery';
import { RESOURCES } from '../../resources';
import type { AdmissionContext, AdmissionRequest } from '../plugin';
import { validatingAdmissionPolicy } from '.';

const DEPLOYMENTS = {
  apiGroups: ['apps'],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE'],
  resources: ['deployments'],
};

const make = (kind: string, name: string, spec: object): KubeObject => {
  const definition = RESOURCES.find((known) => known.kind === kind);
  const object = { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, spec };
  return definition?.strategy.defaults(object) ?? object;
};
const policy = (spec: object = {}, name = 'p') =>
  make('ValidatingAdmissionPolicy', name, {
    matchConstraints: { resourceRules: [DEPLOYMENTS] },
    validations: [{ expression: 'false' }],
    ...spec,
  });
const binding = (spec: object = {}, name = 'b') =>
  make('ValidatingAdmissionPolicyBinding', name, { policyName: 'p', validationActions: ['Deny'], ...spec });
const constrained = (match: object) =>
  policy({ matchConstraints: { resourceRules: [DEPLOYMENTS], ...match } });

const configMap = (name: string, most: string, namespace = 'shop'): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: { kind: 'limits' } },
    data: { most },
  }) as KubeObject;

const NAMESPACES: readonly KubeObject[] = ['shop', 'bank'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { team: name } },
}));

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { replicas: 3 },
} as KubeObject;

const request = (parts: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  operation: 'CREATE',
  kind: { group: 'apps', version: 'v1', kind: 'Deployment' },
  resource: { group: 'apps', resource: 'deployments' },
  namespace: 'shop',
  name: 'web',
  user: { name: 'jane', groups: ['system:authenticated'] },
  options: {},
  object: DEPLOYMENT,
  ...parts,
});

interface Answer {
  readonly status: StatusError['status'] | undefined;
  readonly warnings: readonly string[];
}

function ask(objects: readonly KubeObject[], asked = request()): Answer {
  const warnings: string[] = [];
  const all = [...NAMESPACES, ...objects];
  const of = (resource: string) => all.filter(({ kind }) => pluralOf(kind) === resource);
  const context: AdmissionContext = {
    rng: createRng(1),
    warn: (text) => warnings.push(text),
    get: ({ resource }, namespace, name) =>
      of(resource).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
    list: ({ resource }, namespace) =>
      of(resource).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
  };
  try {
    validatingAdmissionPolicy.validate?.(asked, context);
    return { status: undefined, warnings };
  } catch (error) {
    return { status: (error as StatusError).status, warnings };
  }
}

const pluralOf = (kind: string) => RESOURCES.find((known) => known.kind === kind)?.plural;
const message = (objects: readonly KubeObject[], asked?: AdmissionRequest) =>
  ask(objects, asked).status?.message?.replace(/^.* denied request: /, '');
const isDenied = (objects: readonly KubeObject[], asked?: AdmissionRequest) =>
  ask(objects, asked).status !== undefined;

describe('a refusal', () => {
  it('is an invalid object, told in a cause without a field', () => {
    const why = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: false";
    expect(ask([policy(), binding()]).status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: `deployments.apps "web" is forbidden: ${why}`,
      details: { name: 'web', group: 'apps', kind: 'deployments', causes: [{ message: why }] },
    });
  });

  it.each([
    ['Forbidden', 403],
    ['RequestEntityTooLarge', 413],
    ['Invalid', 422],
  ])('gives the reason %s with the code %d', (reason, code) => {
    const given = policy({ validations: [{ expression: 'false', reason }] });
    expect(ask([given, binding()]).status).toMatchObject({ reason, code });
  });

  it.each<[string, object, string]>([
    ['the message', { message: ' too many ' }, 'too many'],
    [
      'what its expression gives',
      { message: 'm', messageExpression: "'of ' + string(object.spec.replicas)" },
      'of 3',
    ],
    ['the message when its expression fails', { message: 'm', messageExpression: "'a' + object.x" }, 'm'],
    ['the message when its expression is empty', { message: 'm', messageExpression: "' '" }, 'm'],
    ['the message when there would be lines', { message: 'm', messageExpression: "'a\\nb'" }, 'm'],
    ['the expression', {}, 'failed expression: object.spec.replicas > 3'],
  ])('says %s', (_, parts, told) => {
    const validations = [{ expression: 'object.spec.replicas > 3', ...parts }];
    expect(message([policy({ validations }), binding()])).toBe(told);
  });
});

describe('what a policy is about', () => {
  const rule = (parts: object) => constrained({ resourceRules: [{ ...DEPLOYMENTS, ...parts }] });
  const del = request({ operation: 'DELETE', old: DEPLOYMENT });
  it.each<[string, boolean, KubeObject, AdmissionRequest]>([
    ['its resource', true, policy(), request()],
    ['another operation', false, policy(), del],
    ['all operations', true, rule({ operations: ['*'] }), del],
    ['another group', false, rule({ apiGroups: [''] }), request()],
    ['another version', false, rule({ apiVersions: ['v2'] }), request()],
    ['everything', true, rule({ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }), request()],
    ['a subresource that is not named', false, policy(), request({ subresource: 'scale' })],
    ['a subresource', true, rule({ resources: ['deployments/scale'] }), request({ subresource: 'scale' })],
    ['all subresources', true, rule({ resources: ['*/*'] }), request({ subresource: 'status' })],
    ['its name', true, rule({ resourceNames: ['web'] }), request()],
    ['another name', false, rule({ resourceNames: ['api'] }), request()],
    ['the wrong scope', false, rule({ scope: 'Cluster' }), request()],
    ['an exclusion', false, constrained({ excludeResourceRules: [DEPLOYMENTS] }), request()],
    ['its labels', true, constrained({ objectSelector: { matchLabels: { app: 'web' } } }), request()],
    ['other labels', false, constrained({ objectSelector: { matchLabels: { app: 'api' } } }), request()],
    ['its namespace', true, constrained({ namespaceSelector: { matchLabels: { team: 'shop' } } }), request()],
    [
      'another namespace',
      false,
      constrained({ namespaceSelector: { matchLabels: { team: 'bank' } } }),
      request(),
    ],
  ])('%s: %s', (_, denied, given, asked) => expect(isDenied([given, binding()], asked)).toBe(denied));

  it('is narrowed by its binding', () => {
    const elsewhere = binding({ matchResources: { namespaceSelector: { matchLabels: { team: 'bank' } } } });
    expect(isDenied([policy(), elsewhere])).toBe(false);
    expect(isDenied([policy(), elsewhere, binding({}, 'everywhere')])).toBe(true);
  });

  it('is never policies themselves', () => {
    const all = { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] };
    const asked = request({
      kind: { group: 'admissionregistration.k8s.io', version: 'v1', kind: 'ValidatingAdmissionPolicy' },
      resource: { group: 'admissionregistration.k8s.io', resource: 'validatingadmissionpolicies' },
    });
    expect(isDenied([constrained({ resourceRules: [all] }), binding()], asked)).toBe(false);
  });

  it.each<[string, boolean]>([
    ['Equivalent', true],
    ['Exact', false],
  ])('is another version of its resource with the match policy %s: %s', (matchPolicy, denied) => {
    const old = { ...DEPLOYMENTS, apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] };
    const validations = [{ expression: "object.apiVersion != 'autoscaling/v1'" }];
    const given = policy({ matchConstraints: { matchPolicy, resourceRules: [old] }, validations });
    const hpa = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
    } as KubeObject;
    const asked = request({
      kind: { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' },
      resource: { group: 'autoscaling', resource: 'horizontalpodautoscalers' },
      object: hpa,
    });
    expect(isDenied([given, binding()], asked)).toBe(denied);
  });
});

describe('what expressions see', () => {
  it.each([
    'object.spec.replicas == 3',
    'oldObject == null',
    "request.operation == 'CREATE'",
    "request.name == 'web' && request.namespace == 'shop'",
    "request.resource.resource == 'deployments' && request.kind.kind == 'Deployment'",
    "request.userInfo.username == 'jane' && 'system:authenticated' in request.userInfo.groups",
    '!has(request.userInfo.uid) && !has(request.subResource)',
    "!request.dryRun && request.options.kind == 'CreateOptions'",
    "namespaceObject.metadata.labels.team == 'shop'",
  ])('%s', (expression) =>
    expect(isDenied([policy({ validations: [{ expression }] }), binding()])).toBe(false),
  );

  it('variables, each built on those before it, and computed only when they are needed', () => {
    const variables = [
      { name: 'replicas', expression: 'object.spec.replicas' },
      { name: 'double', expression: 'variables.replicas * 2' },
      { name: 'broken', expression: 'object.spec.nothing' },
    ];
    const fine = policy({ variables, validations: [{ expression: 'variables.double == 6' }] });
    expect(message([fine, binding()])).toBeUndefined();
    const failing = policy({ variables, validations: [{ expression: 'variables.broken == 6' }] });
    expect(message([failing, binding()])).toBe(
      `expression 'variables.broken == 6' resulted in error: composited variable "broken" fails to evaluate: no such key: nothing`,
    );
  });
});

describe('the authorizer', () => {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'r', namespace: 'shop' },
    rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['bypass'] }],
  } as KubeObject;
  const roleBinding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'r', namespace: 'shop' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    subjects: [
      { kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' },
      { kind: 'ServiceAccount', name: 'robot', namespace: 'shop' },
    ],
  } as KubeObject;
  const deployments = "group('apps').resource('deployments')";
  it.each<[string, boolean]>([
    [`authorizer.${deployments}.namespace('shop').check('bypass').allowed()`, true],
    [`authorizer.${deployments}.namespace('bank').check('bypass').allowed()`, false],
    [
      `authorizer.${deployments}.namespace('shop').name('web').subresource('scale').check('bypass').allowed()`,
      false,
    ],
    ["authorizer.requestResource.check('bypass').allowed()", true],
    ["authorizer.requestResource.check('delete').allowed()", false],
    [
      `authorizer.serviceAccount('shop', 'robot').${deployments}.namespace('shop').check('bypass').allowed()`,
      true,
    ],
    [
      `authorizer.serviceAccount('shop', 'other').${deployments}.namespace('shop').check('bypass').allowed()`,
      false,
    ],
    ["authorizer.path('/healthz').check('get').allowed()", false],
  ])('%s: %s', (expression, allowed) => {
    const objects = [policy({ validations: [{ expression }] }), binding(), role, roleBinding];
    expect(isDenied(objects)).toBe(!allowed);
  });

  it('is not for messages', () => {
    const messageExpression = "authorizer.requestResource.check('get').reason()";
    const given = policy({ validations: [{ expression: 'true', messageExpression }] });
    const definition = RESOURCES.find(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(definition?.strategy.validate(given)[0]).toMatchObject({
      field: 'spec.validations[0].messageExpression',
      message: expect.stringContaining("undeclared reference to 'authorizer' (in container '')"),
    });
  });
});

describe('match conditions', () => {
  const conditions = (...expressions: string[]) =>
    policy({ matchConditions: expressions.map((expression, i) => ({ name: `c${i}`, expression })) });
  it.each<[string, readonly string[], string | undefined]>([
    ['true', ['true'], 'failed expression: false'],
    ['false', ['true', 'false'], undefined],
    [
      'an error beside a false one',
      ['object.x', 'false'].map((e) => `${e} == true`).concat('false'),
      undefined,
    ],
    ['an error', ['object.x == 1'], "expression 'object.x == 1' resulted in error: no such key: x"],
  ])('%s', (_, expressions, told) => expect(message([conditions(...expressions), binding()])).toBe(told));
});

describe('failures', () => {
  const failing = (failurePolicy: string) =>
    policy({ failurePolicy, validations: [{ expression: 'object.x == 1' }] });
  it('refuse, or are passed over', () => {
    expect(message([failing('Fail'), binding()])).toBe(
      "expression 'object.x == 1' resulted in error: no such key: x",
    );
    expect(message([failing('Ignore'), binding()])).toBeUndefined();
  });

  it('are told when a request costs too much', () => {
    const digits = '[0,1,2,3,4,5,6,7,8,9]';
    const expression = [1, 2, 3, 4, 5].reduce((inner, i) => `${digits}.all(x${i}, ${inner})`, 'true');
    const validations = Array.from({ length: 60 }, () => ({ expression }));
    expect(message([policy({ validations }), binding()])).toBe(
      'validation failed due to running out of cost budget, no further validation rules will be run',
    );
  });
});

describe('parameters', () => {
  const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
  const given = policy({
    paramKind,
    validations: [{ expression: 'params != null && object.spec.replicas <= int(params.data.most)' }],
  });
  const bound = (ref: object) => binding({ paramRef: { parameterNotFoundAction: 'Deny', ...ref } });
  const FAILED = 'failed expression: params != null && object.spec.replicas <= int(params.data.most)';
  const NONE =
    'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';

  it.each<[string, readonly KubeObject[], string | undefined]>([
    ['by name, enough', [bound({ name: 'a' }), configMap('a', '3')], undefined],
    ['by name, too few', [bound({ name: 'a' }), configMap('a', '2')], FAILED],
    [
      'in a namespace of their own',
      [bound({ name: 'a', namespace: 'bank' }), configMap('a', '3', 'bank')],
      undefined,
    ],
    [
      'by labels, each for itself',
      [bound({ selector: { matchLabels: { kind: 'limits' } } }), configMap('a', '3'), configMap('b', '2')],
      FAILED,
    ],
    ['missing', [bound({ name: 'a' })], NONE],
    ['missing, and that is fine', [bound({ name: 'a', parameterNotFoundAction: 'Allow' })], undefined],
    ['not asked for', [binding()], FAILED],
  ])('%s', (_, objects, told) => expect(message([given, ...objects])).toBe(told));

  it('of a kind that nobody knows', () => {
    const unknown = policy({ paramKind: { apiVersion: 'rules.example.com/v1', kind: 'Limit' } });
    expect(ask([unknown, bound({ name: 'a' })]).status?.message).toBe(
      `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource referenced by paramKind: 'rules.example.com/v1, Kind=Limit'`,
    );
  });
});

describe('actions', () => {
  it('warn without refusing', () => {
    expect(ask([policy(), binding({ validationActions: ['Warn', 'Audit'] })])).toEqual({
      status: undefined,
      warnings: [
        "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: false",
      ],
    });
  });

  it('are none without a binding, or for another policy', () => {
    expect(isDenied([policy()])).toBe(false);
    expect(isDenied([policy(), binding({ policyName: 'other' })])).toBe(false);
  });

  it('cost a request nothing but one look where there are no bindings', () => {
    const looks: string[] = [];
    const context: AdmissionContext = {
      rng: createRng(1),
      warn: () => {},
      get: () => undefined,
      list: ({ resource }) => {
        looks.push(resource);
        return [];
      },
    };
    validatingAdmissionPolicy.validate?.(request(), context);
    expect(looks).toEqual(['validatingadmissionpolicybindings']);
  });
});
