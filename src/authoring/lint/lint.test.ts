import { afterEach, beforeEach, expect, it } from 'vitest';
import { LAB, LESSON, type TestSite, testSite } from '../testing/site';
import type { Code } from './codes';
import { CODES } from './codes';
import { lint } from './index';

let site: TestSite;
beforeEach(async () => {
  site = await testSite();
});
afterEach(() => site.remove());

it('finds nothing in a site where all is well', async () => {
  expect(await lint(site.root)).toEqual([]);
});

const MODULE = 'content/k8s/01-pods';
const COMMANDS = 'labs/first/solutions/1-commands.sh';
type Spoil = (site: TestSite) => Promise<void>;
const edit =
  (file: string, from: string, to: string): Spoil =>
  (of) =>
    of.edit(file, from, to);
const write =
  (file: string, text: string): Spoil =>
  (of) =>
    of.write(file, text);

const spoiled: [code: Code, name: string, spoil: Spoil, where: string, message: string][] = [
  ['SL101', 'a missing field', edit(LESSON, 'minutes: 1\n', ''), `${LESSON}:2`, 'minutes'],
  ['SL101', 'a misspelt one', edit(LESSON, 'lab:', 'labb:'), `${LESSON}:5`, 'labb: there is no such field'],
  [
    'SL101',
    'a broken course',
    write('content/k8s/course.yaml', 'title: [\n'),
    'content/k8s/course.yaml:2',
    'not valid',
  ],
  [
    'SL101',
    'a broken module',
    write(`${MODULE}/module.yaml`, 'title: x'),
    `${MODULE}/module.yaml:1`,
    'title',
  ],
  ['SL102', 'an expression', edit(LESSON, 'Run one.', 'Run {one}.'), `${LESSON}:8`, 'expressions in braces'],
  ['SL102', 'an open tag', edit(LESSON, '</Quiz>', ''), `${LESSON}:18`, 'closing tag for `<Quiz>`'],
  [
    'SL102',
    'a component in a task',
    edit(LAB, 'Run a pod named', '<Tabs/> named'),
    `${LAB}:10`,
    '<Tabs> is not offered',
  ],
  [
    'SL103',
    'a lesson without a number',
    write(`${MODULE}/second.mdx`, ''),
    `${MODULE}/second.mdx:1`,
    'no number',
  ],
  ['SL110', 'a second title', edit(LESSON, '## Look', '# Look'), `${LESSON}:14`, 'first-level'],
  [
    'SL110',
    'a level left out',
    edit(LESSON, '## Look', '### Look'),
    `${LESSON}:14`,
    'level 3 below one of level 1',
  ],
  [
    'SL110',
    'a heading twice',
    edit(LESSON, '<Quiz>', '## Look at it\n\n<Quiz>'),
    `${LESSON}:18`,
    'on line 14',
  ],
  ['SL111', 'too many minutes', edit(LESSON, 'minutes: 1', 'minutes: 20'), `${LESSON}:4`, 'about 1'],
  [
    'SL112',
    'a mute picture',
    async (of) => {
      await of.write('public/pod.png', '');
      await of.edit(LESSON, 'Run one.', '![](/pod.png)');
    },
    `${LESSON}:8`,
    'no text alternative',
  ],
  [
    'SL113',
    'a picture that is away',
    edit(LESSON, 'Run one.', '![A pod](/pod.png)'),
    `${LESSON}:8`,
    'public/pod.png',
  ],
  [
    'SL120',
    'a lesson that is none',
    edit(LESSON, '#look-at-it', '/courses/k8s/nodes/first'),
    `${LESSON}:16`,
    'leads nowhere',
  ],
  [
    'SL121',
    'a heading that is none',
    edit(LESSON, '#look-at-it', '#look'),
    `${LESSON}:16`,
    'no heading is #look',
  ],
  [
    'SL122',
    'an odd address',
    edit(LESSON, '#look-at-it', 'https://kubernetes'),
    `${LESSON}:16`,
    'names no site',
  ],
  ['SL130', 'no right answer', edit(LESSON, ' correct', ''), `${LESSON}:19`, 'exactly one correct answer'],
  [
    'SL132',
    'an answer without why',
    edit(LESSON, '<Why>It is.</Why>', ''),
    `${LESSON}:20`,
    '"pod" has no <Why>',
  ],
  ['SL140', 'a misspelt word', edit(LESSON, '`bash run', '`bash run exits=1'), `${LESSON}:10`, '"exits"'],
  [
    'SL140',
    'one in a hint',
    edit(LAB, '- Look at kubectl run.', '- "```bash runs\\nx\\n```"'),
    `${LAB}:12`,
    '"runs"',
  ],
  [
    'SL142',
    'an unknown drawing',
    edit(LESSON, 'Run one.', '<Diagram name="x" />'),
    `${LESSON}:8`,
    'drawing "x"; known:',
  ],
  [
    'SL142',
    'an unknown task',
    edit(LESSON, 'Run one.', '<Task id="x" />'),
    `${LESSON}:8`,
    'task "x"; known: pod',
  ],
  [
    'SL142',
    'an unknown check',
    edit(LESSON, 'Run one.', '<Check id="x" />'),
    `${LESSON}:8`,
    'known: pod-exists',
  ],
  [
    'SL142',
    'an unknown field',
    edit(LESSON, 'Run one.', '<ApiField path="pod.x" />'),
    `${LESSON}:8`,
    '"pod.x"',
  ],
  ['SL201', 'a wrong type', edit(LAB, 'weight: 100', 'weight: lots'), `${LAB}:9`, 'tasks[0].weight'],
  [
    'SL202',
    'no wrong answer',
    write('labs/first/wrong.yaml', '[]\n'),
    'labs/first/wrong.yaml:1',
    'pod-exists',
  ],
  [
    'SL203',
    'the same way twice',
    write('labs/first/solutions/2-manifest.sh', '# again\nkubectl run web -n team-a  --image=nginx:1.29'),
    `${COMMANDS}:1`,
    '1 different way',
  ],
  ['SL204', 'two hints', edit(LAB, '      - Look at kubectl run.\n', ''), `${LAB}:12`, '2 hints'],
  ['SL205', 'no afterwards', edit(LAB, '    after: The kubelet runs it.\n', ''), `${LAB}:7`, 'no "after"'],
  [
    'SL206',
    'an unsaid image',
    edit(LAB, '- image: nginx:1.29', '- image: nginx:1.28'),
    `${LAB}:27`,
    'demands nginx:1.28',
  ],
  [
    'SL206',
    'an unsaid namespace',
    edit(LAB, 'in the namespace `team-a`', 'well'),
    `${LAB}:24`,
    'demands team-a',
  ],
  [
    'SL208',
    'a nameless object',
    edit('labs/first/setup/1-team.yaml', 'name:', 'nam:'),
    'labs/first/setup/1-team.yaml:1',
    'metadata.name',
  ],
];
it.each(spoiled)('%s: tells %s, and where', async (code, _name, spoil, where, message) => {
  await spoil(site);
  const findings = (await lint(site.root)).map((found) => ({
    ...found,
    where: `${found.file}:${found.line}`,
  }));
  expect(findings).toContainEqual(
    expect.objectContaining({
      code,
      where: expect.stringContaining(where),
      message: expect.stringContaining(message),
      fix: expect.stringMatching(/\S/),
    }),
  );
  // One mistake is told once.
  expect(new Set(findings.map((found) => found.code))).toEqual(new Set([code]));
});

it('SL105: tells every place that is still to be written', async () => {
  await site.edit(LESSON, 'Run one.', 'CHANGE ME: say how.');
  await site.edit(LAB, 'title: A first pod', 'title: CHANGE ME');
  expect(await lint(site.root)).toMatchObject([
    { code: 'SL105', file: LESSON, line: 8, message: 'still to be written: say how.' },
    { code: 'SL105', file: LAB, line: 3, message: 'still to be written' },
  ]);
  await site.edit(
    LESSON,
    'CHANGE ME: say how.',
    '<Answer id="a">CHANGE ME: one<Why>CHANGE ME: why.</Why></Answer>',
  );
  const told = (await lint(site.root)).map(({ message }) => message);
  expect(told).toEqual(expect.arrayContaining(['still to be written: one', 'still to be written: why.']));
});

it('SL104: tells two lessons of one name', async () => {
  await site.write(
    `${MODULE}/02-first.mdx`,
    '---\ntitle: Again\nsummary: The same name again.\nminutes: 1\n---\n',
  );
  expect(await lint(site.root)).toMatchObject([
    { code: 'SL104', message: '01-first is called first as well' },
  ]);
});

it('SL131: tells two questions of one id', async () => {
  const again =
    '<Question id="what" prompt="And now?" kind="multiple">\n<Answer id="a" correct>A</Answer>\n<Answer id="b">B</Answer>\n</Question>\n</Quiz>';
  await site.edit(LESSON, '</Quiz>', again);
  expect(await lint(site.root)).toMatchObject([{ code: 'SL131', line: 23 }]);
});

it('SL141 and SL207: tells a command without a lab, and the lab without a lesson', async () => {
  await site.edit(LESSON, 'lab: first\n', '');
  expect(await lint(site.root)).toMatchObject([
    { code: 'SL141', file: LESSON, line: 9 },
    { code: 'SL207', file: LAB },
  ]);
});

it('SL143: tells a lab that is missing', async () => {
  await site.edit(LESSON, 'lab: first', 'lab: second');
  expect(await lint(site.root)).toMatchObject([
    { code: 'SL143', file: LESSON, line: 5, fix: 'Make it: npx sealegs new lab second' },
    { code: 'SL207', file: LAB },
  ]);
});

it('takes a finding in a lab.yaml back where a comment allows it', async () => {
  await site.edit(
    LAB,
    '              - image: nginx:1.29',
    '              # lint: allow SL206 (why)\n              - image: httpd:2.4',
  );
  expect(await lint(site.root)).toEqual([]);
  await site.edit(LAB, 'allow SL206', 'allow SL204');
  expect(await lint(site.root)).toMatchObject([{ code: 'SL206' }]);
});

it('gives the findings of the files that are wanted only', async () => {
  await site.edit(LESSON, 'lab: first', 'lab: second');
  const files = async (...only: string[]) => (await lint(site.root, only)).map(({ file }) => file);
  expect(await files('labs')).toEqual([LAB]);
  expect(await files(LESSON)).toEqual([LESSON]);
  expect(await files('content/', './labs/first')).toEqual([LESSON, LAB]);
});

it('has a test for every code', () => {
  const tested = new Set<string>([
    ...spoiled.map(([code]) => code),
    'SL104',
    'SL105',
    'SL131',
    'SL141',
    'SL143',
    'SL207',
  ]);
  expect([...Object.keys(CODES)].filter((code) => !tested.has(code))).toEqual([]);
});
