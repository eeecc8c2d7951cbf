import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { compileMdx, LESSON_COMPONENTS } from './compile-mdx';
import { evaluateMdx } from './evaluate-mdx';

const compile = (text: string, firstLine = 1) =>
  compileMdx({ text, file: 'content/x/01-a/01-b.mdx', firstLine, components: LESSON_COMPONENTS });

async function render(text: string): Promise<string> {
  const shell = (name: string) => (props: Record<string, unknown>) =>
    createElement('div', { 'data-component': name, ...props });
  const components = { Run: shell('Run'), Callout: shell('Callout'), File: shell('File') };
  return renderToStaticMarkup(createElement(evaluateMdx(await compile(text)), { components }));
}

it('renders Markdown with headings that can be linked to', async () => {
  expect(await render('## What a pod is\n\nA *pod* is one or more containers.')).toContain(
    '<h2 id="what-a-pod-is">What a pod is</h2>',
  );
});

it('turns a fenced block marked run into a Run with the text and highlighted code', async () => {
  const html = await render('```bash run interrupt terminal=2\nkubectl get pods\n```');
  expect(html).toContain('data-component="Run" text="kubectl get pods" interrupt="" terminal="2"');
  expect(html).toContain('class="shiki');
});

it('turns a fenced block marked file into a File', async () => {
  expect(await render('```yaml file=pod.yaml\nkind: Pod\n```')).toContain(
    'data-component="File" text="kind: Pod"',
  );
});

const QUIZ = (kind: string, answers: string) =>
  `<Question id="q" prompt="?" kind="${kind}">\n${answers}\n</Question>`;
const A = (id: string, correct = '') => `<Answer id="${id}"${correct}>${id}</Answer>`;

it('tells a question which of its answers are right', async () => {
  const code = await compile(QUIZ('multiple', [A('a', ' correct'), A('b'), A('c', ' correct')].join('\n')));
  expect(code).toContain('right: "a,c"');
});

it('shuffles the answers of an order, always in the same way, and keeps the right order', async () => {
  const code = await compile(QUIZ('order', ['one', 'two', 'three', 'four'].map((id) => A(id)).join('\n')));
  expect(code).toContain('right: "one,two,three,four"');
  const shown = [...code.matchAll(/id: "(one|two|three|four)"/g)].map(([, id]) => id);
  expect([...shown].sort()).toEqual(['four', 'one', 'three', 'two']);
  expect(shown).not.toEqual(['one', 'two', 'three', 'four']);
});

it('tells tabs their titles', async () => {
  const code = await compile('<Tabs>\n<Tab title="kubectl">a</Tab>\n<Tab title="YAML">b</Tab>\n</Tabs>');
  expect(code).toContain(`titles: '["kubectl","YAML"]'`);
  expect(code).toContain('place: "1"');
});

const refused: [name: string, text: string, problem: string][] = [
  ['reads the process through an expression', 'x\n\n{process.pid}', ':3: expressions in braces'],
  [
    'reaches Function through a constructor',
    'x {constructor.constructor("return process")().pid}',
    ':1: expressions in braces',
  ],
  ['imports a module', 'import fs from "node:fs"\n\nx', ':1: import and export'],
  ['exports code', 'x\n\nexport const a = process.env', ':3: import and export'],
  [
    'passes an expression as an attribute',
    '<Callout kind={process.exit()}>x</Callout>',
    ':1: attribute "kind"',
  ],
  ['spreads attributes', '<Callout {...process.env}>x</Callout>', ':1: '],
  ['uses a script element', 'x\n\n<script src="/x.js"></script>', ':3: <script> is not offered'],
  ['uses an event handler', '<kbd onclick="alert(1)">x</kbd>', ':1: attribute "onclick"'],
  ['uses a member component', '<Callout.constructor>x</Callout.constructor>', ':1: <Callout.constructor>'],
  ['links to a script', '[x](javascript:alert(1))', ':1: only http(s)'],
  ['links by a definition to a script', '[x][y]\n\n[y]: javascript:alert(1)', ':3: only http(s)'],
  ['links to another site without saying how', '[x](//evil.example)', ':1: only http(s)'],
  ['links as browsers read a backslash', '[x](</\\evil.example>)', ':1: only http(s)'],
  [
    'shows a picture of another site',
    '![x](https://evil.example/x.png)',
    ':1: pictures must be on this site',
  ],
  ['shows one by a definition', '![x][y]\n\n[y]: https://evil.example/x.png', ':1: a picture is written'],
  ['asks for a kind that is none', '<Callout kind="constructor">x</Callout>', ':1: attribute "kind" of'],
  ['misspells an attribute', '<Callout titel="x">x</Callout>', ':1: <Callout> has no attribute "titel"'],
  ['names an attribute of every object', '<Why constructor="x">x</Why>', ':1: <Why> has no attribute'],
  ['forgets an attribute', '<Question prompt="Why?">x</Question>', ':1: <Question> needs the attribute "id"'],
  ['says false of what stands alone', '<Answer id="a" correct="false">x</Answer>', ':1: attribute "correct"'],
  ['marks no answer', QUIZ('single', A('a') + A('b')), ':1: <Question kind="single"> needs exactly one'],
  [
    'marks none of several',
    QUIZ('multiple', A('a') + A('b')),
    ':1: <Question kind="multiple"> needs at least',
  ],
  [
    'marks an order',
    QUIZ('order', A('a') + A('b', ' correct') + A('c')),
    ':1: <Question kind="order"> takes',
  ],
  [
    'gives two answers one id',
    QUIZ('single', A('a', ' correct') + A('a')),
    ':1: two answers have the id "a"',
  ],
  ['has one tab only', '<Tabs>\n<Tab title="x">y</Tab>\n</Tabs>', ':1: <Tabs> needs at least two'],
  ['leaves a tag open', '<Callout>\nx', ':1: '],
];

it.each(refused)('refuses a lesson that %s, naming file and line', async (_name, text, problem) => {
  await expect(compile(text)).rejects.toThrow(`content/x/01-a/01-b.mdx${problem}`);
});

it('never evaluates front matter that calls itself JavaScript', async () => {
  const marker = `sealegs${'Pwned'}`;
  await compile(`---js\n{ a: (globalThis.${marker} = true) }\n---\nx`).catch(() => undefined);
  expect(Object.hasOwn(globalThis, marker)).toBe(false);
});

it('counts lines from where the body begins in its file', async () => {
  await expect(compile('ok\n\n{1}', 9)).rejects.toThrow('.mdx:11: expressions');
});
