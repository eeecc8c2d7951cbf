import { describe, expect, it } from 'vitest';
import { notFound, type Unstructured } from '@/apimachinery';
import type { Transport } from '@/kube';
import { checkSpec } from './check-schema';
import { compareTask } from './comparison';

/** "  " both, "- " yours, "+ " the solution's. */
async function told(checks: readonly object[], objects: readonly Unstructured[]): Promise<string[]> {
  const signs = { both: '  ', yours: '- ', solution: '+ ' };
  const compared = await compare(checks, objects);
  return compared.objects.flatMap(({ title, found, lines }) => [
    `${title}${found ? '' : ' (not there)'}`,
    ...lines.map(({ side, text }) => signs[side] + text),
  ]);
}

async function compare(checks: readonly object[], objects: readonly Unstructured[]) {
  const transport: Transport = {
    call: async ({ verb, name = '', namespace }) => {
      const here = objects.filter(({ metadata }) => !namespace || metadata.namespace === namespace);
      if (verb === 'list') return { code: 200, warnings: [], object: { items: here } as never };
      const found = here.find(({ metadata }) => metadata.name === name);
      if (!found) throw notFound({ group: '', resource: 'pods' }, name);
      return { code: 200, warnings: [], object: found };
    },
    watch: () => ({ stop: () => {} }),
  };
  const cluster = {
    name: 'lab',
    admin: () => ({ transport, user: { name: 'g', groups: [] } }),
    fetch: async () => new Response(),
    exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
  };
  const task = {
    checks: checks.map((check, index) => checkSpec.parse({ id: `c${index}`, title: 'a check', ...check })),
  };
  return await compareTask(task, [cluster]);
}

const pod = (spec: object, metadata: object = {}): Unstructured =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', uid: 'x', ...metadata },
    spec: { nodeName: 'node01', ...spec },
  }) as Unstructured;
const asks = (spec: object, metadata: object = { name: 'web' }) => ({
  object: { apiVersion: 'v1', kind: 'Pod', metadata, spec },
});

describe('yours against the solution', () => {
  it('tells all that the checks ask of one object together, and nothing else of it', async () => {
    const checks = [
      asks({ containers: [{ image: 'nginx:1.29' }] }),
      asks({ containers: [{ name: 'web', ports: [{ containerPort: 80 }] }], restartPolicy: 'Never' }),
    ];
    const mine = pod({
      containers: [{ name: 'web', image: 'nginx:1.28', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
      restartPolicy: 'Always',
    });
    expect(await told(checks, [mine])).toEqual([
      'Pod web in namespace default',
      '  apiVersion: v1',
      '  kind: Pod',
      '  metadata:',
      '    name: web',
      '  spec:',
      '    containers:',
      '-     - image: nginx:1.28',
      '+     - image: nginx:1.29',
      '        name: web',
      '        ports:',
      '          - containerPort: 80',
      '-   restartPolicy: Always',
      '+   restartPolicy: Never',
    ]);
  });

  it('is the same on both sides where all is right, whatever the order of lists', async () => {
    const checks = [
      asks({
        containers: [
          { name: 'b', image: 'two' },
          { name: 'a', image: 'one' },
        ],
      }),
    ];
    const mine = pod({
      containers: [
        { name: 'a', image: 'one' },
        { name: 'b', image: 'two' },
      ],
    });
    expect((await told(checks, [mine])).slice(1).every((text) => text.startsWith('  '))).toBe(true);
  });

  it('is the solution alone where there is nothing yet', async () => {
    expect(await told([asks({ hostNetwork: true })], [])).toEqual([
      'Pod web (not there)',
      '+ apiVersion: v1',
      '+ kind: Pod',
      '+ metadata:',
      '+   name: web',
      '+ spec:',
      '+   hostNetwork: true',
    ]);
  });

  it('shows what is missing, what is of another form, and texts that were not meant', async () => {
    const checks = [
      asks({
        containers: [{ name: 'web', args: ['a', 'b'] }, { name: 'two' }],
        nodeSelector: { disk: 'ssd' },
      }),
    ];
    const mine = pod({ containers: [{ name: 'web', args: ['a', 'c'] }], nodeSelector: 'ssd' });
    expect((await told(checks, [mine])).slice(6)).toEqual([
      '    containers:',
      '      - name: web',
      '        args:',
      '-         - c',
      '          - a',
      '+         - b',
      '+     - name: two',
      '-   nodeSelector: ssd',
      '+   nodeSelector:',
      '+     disk: ssd',
    ]);
  });

  it('finds an object without a name by its labels, the one most alike', async () => {
    const checks = [asks({ priority: 1 }, { labels: { app: 'web' } })];
    const labels = { app: 'web' };
    const found = await told(checks, [
      pod({ priority: 5 }, { name: 'a', labels }),
      pod({ priority: 1 }, { name: 'b', labels }),
    ]);
    expect(found[0]).toBe('Pod b in namespace default');
    expect(found.at(-1)).toBe('    priority: 1');
  });

  it('names the checks that look at no fields, and compares nothing for them', async () => {
    const gone = { gone: { apiVersion: 'v1', kind: 'Pod', name: 'x' } };
    expect(await compare([gone], [])).toEqual({ objects: [], others: ['c0'] });
    const { objects, others } = await compare([asks({ hostNetwork: true }), gone], []);
    expect(objects).toHaveLength(1);
    expect(others).toEqual(['c1']);
  });
});
