/** Conflicts between managers, and what server-side apply does not take. Texts: the files that apply.test.ts cites. */
import { describe, expect, it } from 'vitest';
import { applying, configMap, deployment, managersOf } from './support/applying';
import { contract } from './support/cluster';
import { statusLine } from './support/http';

contract('server-side apply', (bench) => {
  const { apply, refuse, raw } = applying(bench);

  describe('conflicts', () => {
    it('are told with who is in the way, one or several', async () => {
      await bench.ok('apply -f -', { input: deployment('contested') });
      const changed = deployment('contested', { replicas: '2', image: 'nginx:alpine' });
      expect(await refuse(deployment('contested', { replicas: '2' }), '--field-manager=me')).toBe(
        'error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      );
      expect(await refuse(changed, '--field-manager=me')).toBe(
        [
          'error: Apply failed with 2 conflicts: conflicts with "kubectl-client-side-apply" using apps/v1:',
          '- .spec.replicas',
          '- .spec.template.spec.containers[name="main"].image',
        ].join('\n'),
      );
      expect(
        await apply(
          `${changed}\n`.replace('replicas: 2', 'replicas: 0'),
          '--field-manager=me --force-conflicts',
        ),
      ).toBe('deployment.apps/contested serverside-applied\n');
      expect(await bench.ok('get deployment contested -o jsonpath={..image}')).toBe('nginx:alpine');
    });

    it('have a cause for every field', async () => {
      await raw('configmaps/caused?fieldManager=first', configMap('caused', '{a: "1"}'));
      const answer = await raw('configmaps/caused?fieldManager=second', configMap('caused', '{a: "2"}'));
      expect(statusLine(answer)).toBe(
        '409 Conflict: Apply failed with 1 conflict: conflict with "first": .data.a',
      );
      expect(JSON.parse(answer.text)).toMatchObject({
        details: {
          causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "first"', field: '.data.a' }],
        },
      });
    });

    it('are none over one’s own last client-side apply, which becomes a server-side one', async () => {
      await bench.ok('apply -f -', { input: deployment('migrated') });
      await apply(deployment('migrated', { image: 'nginx:alpine' }));
      const names = (await managersOf(bench, 'deployment/migrated')).map(({ manager }) => manager);
      expect(names).toContain('kubectl');
      expect(names).not.toContain('kubectl-client-side-apply');
      const noted = await bench.ok([
        'get',
        'deployment',
        'migrated',
        '-o',
        'jsonpath={.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}',
      ]);
      expect(JSON.parse(noted)).toMatchObject({
        spec: { template: { spec: { containers: [{ image: 'nginx:alpine' }] } } },
      });
      await apply(deployment('migrated', { image: 'nginx:alpine', replicas: '' }));
      expect(await bench.ok('get deployment migrated -o jsonpath={.spec.replicas}')).toBe('1');
    });
  });

  describe('what is refused', () => {
    const at = 'configmaps/wrong?fieldManager=me';
    it.each([
      [
        'no manager',
        'configmaps/wrong',
        configMap('wrong', '{}'),
        '422 Invalid: PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      ],
      ['no kind', at, '{}', '400 BadRequest: invalid object type: /, Kind='],
      [
        'another version',
        at,
        'apiVersion: v2\nkind: ConfigMap\n',
        '400 BadRequest: invalid object type: /v2, Kind=ConfigMap',
      ],
      [
        'another kind',
        at,
        'apiVersion: v1\nkind: Secret\n',
        '400 BadRequest: invalid object type: /v1, Kind=Secret',
      ],
      [
        'managed fields',
        at,
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wrong, managedFields: []}\n',
        '400 BadRequest: metadata.managedFields must be nil',
      ],
      [
        'no YAML',
        at,
        'a: b: c',
        '400 BadRequest: error decoding YAML: error converting YAML to JSON: yaml: mapping values are not allowed in this context',
      ],
      [
        'another name',
        at,
        configMap('right', '{}'),
        '400 BadRequest: the name of the object (right) does not match the name on the URL (wrong)',
      ],
      [
        'a uid of nothing',
        at,
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wrong, uid: abc}\n',
        '409 Conflict: Operation cannot be fulfilled on configmaps "wrong": uid mismatch: the provided object specified uid abc, and no existing object was found',
      ],
    ])('%s', async (_, path, body, message) => {
      expect(statusLine(await raw(path, body))).toBe(message);
    });

    it('fields that the kind has not, and values of another type', async () => {
      const where = `${bench.namespace}/odd; apps/v1, Kind=Deployment`;
      expect(await refuse(deployment('odd', { more: '        imige: x\n' }))).toBe(
        `Error from server: failed to create typed patch object (${where}): .spec.template.spec.containers[name="main"].imige: field not declared in schema`,
      );
      const text = configMap('odd', '{a: 1}');
      expect(statusLine(await raw('configmaps/odd?fieldManager=me', text))).toBe(
        `500 undefined: failed to create typed patch object (${bench.namespace}/odd; /v1, Kind=ConfigMap): .data.a: expected string, got &value.valueUnstructured{Value:1}`,
      );
    });

    it('force without apply', async () => {
      expect(statusLine(await raw('configmaps/wrong?force=true', '{}', 'merge-patch+json'))).toBe(
        '422 Invalid: PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
      );
    });

    it('what the kind itself does not allow', async () => {
      expect(await refuse(deployment('bad', { replicas: '-1' }))).toBe(
        'The Deployment "bad" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      );
    });
  });
});
