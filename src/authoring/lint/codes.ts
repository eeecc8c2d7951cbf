/**
 * What the linter knows to find. Codes are stable: one that is no longer needed is not given away again. This table is
 * docs/lint-codes.md as well (npm run gen:authoring).
 */
export const CODES = {
  SL101: {
    title: 'Front matter or a course file that does not fit its schema',
    why: 'Titles, times and the lab of a lesson come from here; a file that cannot be read is a gap in the course.',
    fix: 'Write the field as the schema describes it; editors that know the schemas complete it.',
  },
  SL102: {
    title: 'A text that is no MDX, or that uses what lessons may not',
    why: 'MDX is code. Imports, expressions in braces and unknown components are refused, and the page would not show.',
    fix: 'Use the components that are listed; write \\{ and \\< for braces and angle brackets in the text.',
  },
  SL103: {
    title: 'A file or folder without a number, which no course shows',
    why: 'Modules and lessons are ordered by the numbers of their names; what has none is passed over.',
    fix: 'Name it like 03-probes.mdx, 02-pods.',
  },
  SL104: {
    title: 'Two lessons or modules of one name',
    why: 'Without its number the name is the address and the key of progress.',
    fix: 'Give one of them another name.',
  },
  SL105: {
    title: 'A place that is still to be written',
    why: '`sealegs new` marks with CHANGE ME what only the author knows.',
    fix: 'Write it.',
  },
  SL110: {
    title: 'Headings out of order',
    why: 'The title is the page’s first heading; screen readers and the outline need the others step by step.',
    fix: 'Begin with ##, go down one level at a time, and give no two headings of a lesson the same text.',
  },
  SL111: {
    title: 'Minutes that do not fit the length of the lesson',
    why: 'Students plan by it. Counted are words, commands to run and questions.',
    fix: 'Say the minutes that the message names, or cut the lesson.',
  },
  SL112: {
    title: 'A picture without a text alternative',
    why: 'Who does not see it learns nothing.',
    fix: 'Say what it shows: ![a pod with two containers](/pictures/pod.png)',
  },
  SL113: {
    title: 'A picture that is not there',
    why: 'Pictures are served from public/.',
    fix: 'Put the file into public/, or mend its address.',
  },
  SL120: {
    title: 'A link that leads nowhere',
    why: 'No lesson, course or page of this site has that address.',
    fix: 'Write /courses/<course>/<module>/<lesson>, the names without their numbers.',
  },
  SL121: {
    title: 'A link to a heading that is not there',
    why: 'Headings change; the link then leads to the top of the page.',
    fix: 'Use one of the anchors that the message names.',
  },
  SL122: {
    title: 'An address that is none',
    why: 'Links to other sites are checked for their form, never fetched.',
    fix: 'Write the whole address: https://kubernetes.io/docs/',
  },
  SL130: {
    title: 'A question that cannot be answered',
    why: 'single has exactly one correct answer, multiple at least one, order says it by the order of at least three.',
    fix: 'Mark what is right with `correct`, or choose another kind.',
  },
  SL131: {
    title: 'Two questions of one id',
    why: 'Answers are kept under the id: one would show as the answer to the other.',
    fix: 'Give one of them another id.',
  },
  SL132: {
    title: 'An answer that does not say why',
    why: 'A wrong answer is where one learns most.',
    fix: 'Put <Why>…</Why> into each answer of a question with a single right one.',
  },
  SL140: {
    title: 'Words behind a fence that mean nothing',
    why: 'A misspelt word would quietly do nothing: see docs/authoring.md for those that there are.',
    fix: 'Use run, put or file=, with the words that belong to it.',
  },
  SL141: {
    title: 'A command to run in a lesson without a lab',
    why: 'There is no terminal to run it in.',
    fix: 'Name a lab in the front matter, or take the word `run` away.',
  },
  SL142: {
    title: 'A drawing, task, check or field that does not exist',
    why: 'The page would show a gap.',
    fix: 'Use one of the names that the message lists.',
  },
  SL143: {
    title: 'A lesson whose lab is missing',
    why: 'The lesson opens a terminal on labs/<id>.',
    fix: 'Make the lab (`npx sealegs new lab <id>`), or name another.',
  },
  SL201: {
    title: 'A lab.yaml that does not fit its schema, or refers to what is not there',
    why: 'A lab that cannot be read cannot be started.',
    fix: 'Write the field as the schema describes it; editors that know the schemas complete it.',
  },
  SL202: {
    title: 'A lab without its proof',
    why: 'Every check needs a wrong answer that fails it, or nobody knows that it checks anything.',
    fix: 'Add solutions/*.sh, and to wrong.yaml an answer with `fails: <check>` for each check.',
  },
  SL203: {
    title: 'A lab with fewer than two different solutions',
    why: 'A lab that knows one way only tends to check the way, not the result.',
    fix: 'Add a second way, such as manifests beside commands.',
  },
  SL204: {
    title: 'A task with fewer than three hints',
    why: 'Help comes in steps: where to look, what to use, nearly the answer.',
    fix: 'Write three.',
  },
  SL205: {
    title: 'A task that does not say afterwards why it works',
    why: 'Whoever has just passed is the best listener.',
    fix: 'Write `after:`.',
  },
  SL206: {
    title: 'A hidden requirement',
    why: 'A check demands a name or a number that the task does not say: points would be lost to guessing.',
    fix: 'Say it in the task’s text. Where the text says it in other words, write "# lint: allow SL206 (why)" above.',
  },
  SL207: {
    title: 'A lab that no lesson opens',
    why: 'Students find labs through lessons.',
    fix: 'Name it in the front matter of a lesson: lab: <id>',
  },
  SL208: {
    title: 'A set-up manifest that cannot be created',
    why: 'The lab would not start.',
    fix: 'Mend the YAML; each object needs apiVersion, kind and metadata.name.',
  },
} as const satisfies Readonly<Record<string, Rule>>;

interface Rule {
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

export type Code = keyof typeof CODES;

/** docs/lint-codes.md */
export function codesPage(): string {
  const rows = Object.entries(CODES).map(
    ([code, { title, why, fix }]) => `## ${code}\n\n**${title}.** ${why}\n\n*Fix:* ${fix}\n`,
  );
  return [
    '# What the linter finds',
    '',
    '<!-- Written by `npm run gen:authoring` from src/authoring/lint/codes.ts. -->',
    '',
    '`npx sealegs lint [paths] [--json]` reads every lesson and lab and says what is wrong, each with a code, a file, a line',
    'and the mend. It ends with exit code 1 when it found something. SL1xx are lessons and courses, SL2xx labs.',
    '',
    'In a `lab.yaml`, a comment `# lint: allow SL206 (why)` on the line or above it takes back a finding that is none.',
    '',
    ...rows,
  ].join('\n');
}
