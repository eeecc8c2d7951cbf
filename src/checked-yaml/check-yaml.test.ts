import { expect, it } from 'vitest';
import { z } from 'zod';
import { checkYaml } from './check-yaml';

const schema = z.strictObject({
  title: z.string(),
  tasks: z.array(z.strictObject({ id: z.string(), weight: z.number() })).default([]),
});

it('gives the value of what fits', () => {
  expect(checkYaml(schema, 'title: Pods\n')).toEqual({ ok: true, value: { title: 'Pods', tasks: [] } });
});

const wrong: [name: string, text: string, line: number, problem: string][] = [
  ['broken YAML', 'title: [\n', 2, 'not valid YAML: '],
  ['an empty file', '', 1, 'title: '],
  ['a wrong type', 'title: a\ntasks:\n  - id: x\n    weight: lots\n', 4, 'tasks[0].weight: '],
  [
    'a misspelt field with the one that is missing instead',
    'titel: a\n',
    1,
    'titel: there is no such field; "title" is missing here',
  ],
  [
    'a stray field deep down',
    'title: a\ntasks:\n  - id: x\n    weight: 1\n    colour: red\n',
    5,
    'tasks[0].colour: there is',
  ],
  ['a missing field at what it is missing from', 'title: a\ntasks:\n  - id: x\n', 3, 'tasks[0].weight: '],
];

it.each(wrong)('tells %s with its line', (_name, text, line, problem) => {
  const checked = checkYaml(schema, text);
  expect(checked).toMatchObject({ ok: false, line });
  expect(checked.ok ? '' : checked.problem).toContain(problem);
});
