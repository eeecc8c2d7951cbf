import { expect, it } from 'vitest';
import { notFound, type Unstructured } from '@/apimachinery';
import { checkSpec, grade } from '@/grading';
import type { Transport } from '@/kube';
import type { Lab } from './load-lab';
import { proveLab } from './prove-lab';
import { scriptSteps } from './script-steps';

/** A cluster whose pods are the words that scripts "ran", and one for each jump of its clock. */
function bench(lab: Lab, start: readonly string[]) {
  const pods = new Set(start);
  const transport: Transport = {
    call: async ({ verb, name = '' }) => {
      const object = (id: string): Unstructured => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: id, namespace: 'default' },
      });
      if (verb === 'list')
        return { code: 200, warnings: [], object: { items: [...pods].map(object) } as never };
      if (pods.has(name)) return { code: 200, warnings: [], object: object(name) };
      throw notFound({ group: '', resource: 'pods' }, name);
    },
    watch: () => ({ stop: () => {} }),
  };
  const cluster = {
    name: 'lab',
    admin: () => ({ transport, user: { name: 'g', groups: [] } }),
    fetch: async () => new Response(),
    exec: async () => ({ exitCode: 0, stdout: '', stderr: '' }),
  };
  return {
    grade: () => grade({ lab, clusters: [cluster] }),
    run: async (commands: string) => {
      if (commands === 'crash') return { exitCode: 3, output: 'boom' };
      for (const pod of commands.split(/[ \n]/)) if (pod) pods.add(pod);
      return { exitCode: 0, output: '' };
    },
    jump: async (seconds: number) => void pods.add(`after-${seconds}`),
    close: async () => {},
  };
}

const isPod = (id: string, rest: object = {}) =>
  checkSpec.parse({
    id,
    title: `Pod ${id}`,
    object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: id, namespace: 'default' } },
    ...rest,
  });
const script = (name: string, text: string) => ({ name, text, steps: scriptSteps(text, name) });

function labOf(
  solutions: string[],
  wrong: Record<string, string>,
  checks = [isPod('a'), isPod('b', { needs: ['a'] }), isPod('c')],
): Lab {
  return {
    id: 'x',
    tasks: [{ id: 't', title: 'T', weight: 1, body: 'b', hints: [], checks }],
    solutions: solutions.map((text) => script('s.sh', text)),
    wrongAnswers: Object.entries(wrong).map(([fails, text]) => ({ ...script(fails, text), fails, line: 1 })),
  } as unknown as Lab;
}
const prove = (lab: Lab, start: readonly string[] = []) =>
  proveLab({ lab, openBench: async () => bench(lab, start), sleep: async () => {} });

it('finds nothing in a lab that proves itself', async () => {
  expect(await prove(labOf(['a b c'], { a: 'b c', b: 'a c', c: 'a b' }))).toEqual([]);
});

it('moves time where a script says so, before it goes on', async () => {
  const checks = [isPod('after-360'), isPod('b', { needs: ['after-360'] })];
  const lab = labOf(['# time: +6m\nb'], { 'after-360': 'b', b: '# time: +6m' }, checks);
  expect(await prove(lab)).toEqual([]);
});

const cases: [name: string, lab: Lab, start: string[], subject: string, problem: string][] = [
  ['points for nothing', labOf(['a b c'], {}), ['c'], 'start', 'passes without any work: c'],
  [
    'a guard that does not hold',
    labOf(['a'], {}, [isPod('a'), isPod('g', { guard: true })]),
    [],
    'start',
    'guards do not hold: g',
  ],
  [
    'a solution that is none',
    labOf(['a b'], {}),
    [],
    'solutions/s.sh',
    'c (failed): expected a Pod named c, found only a, b',
  ],
  ['a script that fails', labOf(['crash'], {}), [], 'solutions/s.sh', 'exits with 3:\nboom'],
  ['a wrong answer that is right', labOf(['a b c'], { c: 'a b c' }), [], 'wrong c', 'does not fail c'],
  [
    'a wrong answer that fails more',
    labOf(['a b c'], { c: 'b' }),
    [],
    'wrong c',
    'fails more than c and what needs it: a, b',
  ],
];
it.each(cases)('finds %s', async (_name, lab, start, subject, problem) => {
  expect(await prove(lab, start)).toContainEqual({ subject, problem: expect.stringContaining(problem) });
});

it('opens four benches at once, and tells findings in the order of the scripts', async () => {
  const lab = labOf(['a b c', 'a', 'b', 'c'], { a: 'a b c', b: 'a b c' });
  let open = 0;
  let most = 0;
  const findings = await proveLab({
    lab,
    openBench: async () => {
      const made = bench(lab, []);
      most = Math.max(most, ++open);
      return { ...made, close: async () => void open-- };
    },
    sleep: async () => {},
  });
  expect({ open, most }).toEqual({ open: 0, most: 4 });
  expect(findings.map(({ subject }) => subject)).toEqual([
    'solutions/s.sh',
    'solutions/s.sh',
    'solutions/s.sh',
    'wrong a',
    'wrong b',
  ]);
});
