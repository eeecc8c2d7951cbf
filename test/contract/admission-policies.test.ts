/**
 * ValidatingAdmissionPolicies and their bindings.
 * Texts: staging/src/k8s.io/apiserver/pkg/admission/plugin/policy, pkg/apis/admissionregistration/validation.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { contract } from './support/cluster';

contract('validating admission policies', (bench) => {
  const { namespace } = bench;
  const name = (of: string) => `${of}-${namespace}`;
  const policy = (of: string, spec: object = {}) =>
    JSON.stringify({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: name(of) },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ['apps'],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['deployments'],
            },
          ],
        },
        validations: [{ expression: 'object.spec.replicas <= 3' }],
        ...spec,
      },
    });
  /** Holds in this test's namespace alone. */
  const binding = (of: string, spec: object = {}) =>
    JSON.stringify({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: name(`${of}-binding`) },
      spec: {
        policyName: name(of),
        matchResources: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        },
        validationActions: ['Deny'],
        ...spec,
      },
    });
  const configMap = (of: string, data: object, labels: object = {}) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: of, labels }, data });
  const apply = (input: string) => bench.ok('apply -f -', { input });
  const refused = (input: string) => bench.fail('apply -f -', { input });
  const deployment = (of: string, replicas: number) =>
    `create deployment ${of} --image=nginx:1.29 --replicas=${replicas}`;
  const bySelf = (of: string) =>
    `ValidatingAdmissionPolicy '${name(of)}' with binding '${name(`${of}-binding`)}' denied request: `;
  const drop = (of: string) =>
    bench.ok(
      `delete validatingadmissionpolicybinding/${name(`${of}-binding`)} validatingadmissionpolicy/${name(of)}`,
    );

  afterAll(async () => {
    await bench.run('delete validatingadmissionpolicybindings,validatingadmissionpolicies --all');
  });

  describe('a policy that is bound', () => {
    it('does nothing before', async () => {
      expect(await apply(policy('few'))).toBe(
        `validatingadmissionpolicy.admissionregistration.k8s.io/${name('few')} created\n`,
      );
      await bench.ok(deployment('before', 5));
    });

    it('refuses what fails its expression, and tells which', async () => {
      await apply(binding('few'));
      expect(await bench.fail(deployment('web', 5))).toBe(
        `error: failed to create deployment: deployments.apps "web" is forbidden: ${bySelf('few')}failed expression: object.spec.replicas <= 3`,
      );
      await bench.ok(deployment('web', 3));
    });

    it('is told by apply as an invalid object', async () => {
      const manifest = await bench.ok('get deployment web -o json');
      const more = JSON.stringify({ spec: { replicas: 4 } });
      expect(await bench.fail(['patch', 'deployment', 'web', '-p', more])).toBe(
        `The deployments "web" is invalid: : ${bySelf('few')}failed expression: object.spec.replicas <= 3`,
      );
      expect(JSON.parse(manifest).spec.replicas).toBe(3);
    });

    it('is asked for dry runs, not for what was there', async () => {
      expect(await bench.fail(`${deployment('dry', 9)} --dry-run=server`)).toContain(bySelf('few'));
      expect(await bench.ok('get deployment before -o jsonpath={.spec.replicas}')).toBe('5');
    });

    it('is listed with its columns', async () => {
      const table = await bench.ok(`get validatingadmissionpolicy ${name('few')}`);
      expect(table.split('\n')[0]).toMatch(/^NAME +VALIDATIONS +PARAMKIND +AGE$/);
      expect(table.split('\n')[1]).toMatch(new RegExp(`^${name('few')} +1 +<unset> +\\d+s$`));
      const bindings = await bench.ok(`get validatingadmissionpolicybinding ${name('few-binding')}`);
      expect(bindings.split('\n')[0]).toMatch(/^NAME +POLICYNAME +PARAMREF +AGE$/);
      expect(bindings.split('\n')[1]).toMatch(
        new RegExp(`^${name('few-binding')} +${name('few')} +<unset> +\\d+s$`),
      );
    });

    it('has its defaults', async () => {
      const spec = await bench.ok(`get validatingadmissionpolicy ${name('few')} -o jsonpath={.spec}`);
      expect(JSON.parse(spec)).toMatchObject({
        failurePolicy: 'Fail',
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: {},
          objectSelector: {},
          resourceRules: [{ scope: '*' }],
        },
      });
    });

    it('lets go when its binding is deleted', async () => {
      await drop('few');
      await bench.ok(deployment('after', 9));
    });
  });

  it('computes messages, knows variables, the namespace and the request', async () => {
    const variables = [
      { name: 'replicas', expression: 'object.spec.replicas' },
      { name: 'many', expression: 'variables.replicas > 3' },
    ];
    const messageExpression =
      "'%s may not have %d in %s'.format([request.name, variables.replicas, namespaceObject.metadata.name])";
    const validations = [{ expression: '!variables.many', messageExpression, reason: 'Forbidden' }];
    await apply(policy('told', { variables, validations }));
    await apply(binding('told'));
    expect(await bench.fail(deployment('big', 4))).toContain(
      `${bySelf('told')}big may not have 4 in ${namespace}`,
    );
    const manifest = await bench.ok(`${deployment('big', 4)} --dry-run=client -o json`);
    expect(await refused(manifest)).toBe(
      `Error from server (Forbidden): error when creating "STDIN": deployments.apps "big" is forbidden: ${bySelf('told')}big may not have 4 in ${namespace}`,
    );
    await drop('told');
  });

  it('warns instead, when its binding says so', async () => {
    await apply(policy('soft'));
    await apply(binding('soft', { validationActions: ['Warn', 'Audit'] }));
    const { code, stderr } = await bench.run(deployment('warned', 5));
    expect(code).toBe(0);
    expect(stderr).toBe(
      `Warning: Validation failed for ValidatingAdmissionPolicy '${name('soft')}' with binding '${name('soft-binding')}': failed expression: object.spec.replicas <= 3\n`,
    );
    await drop('soft');
  });

  it('takes its numbers from a ConfigMap', async () => {
    const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
    const validations = [{ expression: 'object.spec.replicas <= int(params.data.most)' }];
    await apply(policy('numbered', { paramKind, validations }));
    const paramRef = { name: 'limits', parameterNotFoundAction: 'Deny' };
    await apply(binding('numbered', { paramRef }));
    expect(await bench.fail(deployment('some', 2))).toContain(
      `${bySelf('numbered')}failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
    );
    await apply(configMap('limits', { most: '2' }));
    await bench.ok(deployment('some', 2));
    expect(await bench.fail(deployment('more', 3))).toContain(`${bySelf('numbered')}failed expression: `);
    await apply(configMap('limits', {}));
    expect(await bench.fail(deployment('more', 3))).toContain(
      `${bySelf('numbered')}expression 'object.spec.replicas <= int(params.data.most)' resulted in error: no such key: `,
    );
    await drop('numbered');
  });

  it('judges deletions by the old object', async () => {
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['configmaps'] };
    const validations = [
      { expression: "!('keep' in oldObject.metadata.?labels.orValue({}))", message: 'it is to be kept' },
    ];
    await apply(policy('kept', { matchConstraints: { resourceRules: [rule] }, validations }));
    await apply(binding('kept'));
    await apply(configMap('precious', {}, { keep: 'yes' }));
    expect(await bench.fail('delete configmap precious')).toBe(
      `The configmaps "precious" is invalid: : ${bySelf('kept')}it is to be kept`,
    );
    await bench.ok('label configmap precious keep-');
    await bench.ok('delete configmap precious');
    await drop('kept');
  });

  describe('an expression that is none', () => {
    const withExpression = (expression: string) => policy('wrong', { validations: [{ expression }] });
    const at = `The ValidatingAdmissionPolicy "${name('wrong')}" is invalid: spec.validations[0].expression: Invalid value: `;

    it.each([
      [
        'ends too early',
        'object.spec.replicas >',
        `compilation failed: ERROR: <input>:1:23: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | object.spec.replicas >\n | ......................^`,
      ],
      [
        'names what is not there',
        'thing.spec.replicas > 1',
        `compilation failed: ERROR: <input>:1:1: undeclared reference to 'thing' (in container '')\n | thing.spec.replicas > 1\n | ^`,
      ],
      [
        'calls what nobody knows',
        'object.spec.replicas.isFew()',
        `compilation failed: ERROR: <input>:1:27: undeclared reference to 'isFew' (in container '')\n | object.spec.replicas.isFew()\n | ..........................^`,
      ],
      [
        'misses a field of the request',
        "request.user == 'me'",
        `compilation failed: ERROR: <input>:1:8: undefined field 'user'\n | request.user == 'me'\n | .......^`,
      ],
      ['is no condition', "'yes'", 'must evaluate to bool but got string'],
    ])('is refused when it %s', async (_, expression, why) => {
      expect(await refused(withExpression(expression))).toBe(`${at}${JSON.stringify(expression)}: ${why}`);
    });
  });

  it('refuses policies and bindings that say too little', async () => {
    expect(await refused(policy('empty', { matchConstraints: {}, validations: [] }))).toBe(
      [
        `The ValidatingAdmissionPolicy "${name('empty')}" is invalid: `,
        '* spec.matchConstraints.resourceRules: Required value',
        '* spec.validations: Required value: validations or auditAnnotations must contain at least one item',
        '* spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item',
      ].join('\n'),
    );
    expect(await refused(binding('empty', { validationActions: ['Deny', 'Warn'] }))).toBe(
      `The ValidatingAdmissionPolicyBinding "${name('empty-binding')}" is invalid: spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)`,
    );
  });

  it('explains itself', async () => {
    expect(await bench.ok('explain validatingadmissionpolicybinding.spec.validationActions')).toContain(
      'FIELD: validationActions <[]string>',
    );
  });
});
