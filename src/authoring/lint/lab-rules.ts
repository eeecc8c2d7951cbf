/** What can be wrong with a lab before anybody runs it; whether its proof holds, `sealegs lab verify` says. */
import { parseAllDocuments } from 'yaml';
import { type YamlLines, yamlLines } from '@/checked-yaml';
import { readBlocks } from '@/content';
import { differentWays, type Lab, WAYS_NEEDED } from '@/labs';
import { type Demand, demandsOf } from './demanded';
import { type Finding, finding } from './finding';
import { says } from './said';
import { type ReadLab, type Site, treeOf } from './site';

const HINTS = 3;
const ALLOWED = /#\s*lint:\s*allow\s+(SL\d{3})\b/;

export function lintLab(site: Site, read: ReadLab): readonly Finding[] {
  const { spec, lab, error, text, file } = read;
  const proof = error && spec ? 'SL202' : 'SL201';
  const broken = error ? [finding(proof, error, error.problem)] : [];
  if (!spec) return broken;
  const lines = yamlLines(text);
  const findings = [
    ...broken,
    ...(lab
      ? [...solutionFindings(lab), ...lab.manifests.flatMap((each) => manifestFindings(lab, each))]
      : []),
    ...spec.tasks.flatMap((task, index) => [
      ...helpFindings(read, { task, index, lines }),
      ...demandFindings(read, { task, index, lines }),
    ]),
    ...textFindings(read, lines),
    ...lessonFindings(site, read),
  ];
  const source = text.split('\n');
  return findings.filter((found) => found.file !== file || !isAllowed(source, found));
}

/** A comment on the line or above it takes a finding back. */
function isAllowed(source: readonly string[], { line, code }: Finding): boolean {
  return [source[line - 1], source[line - 2]].some((text) => ALLOWED.exec(text ?? '')?.[1] === code);
}

function solutionFindings(lab: Lab): Finding[] {
  const ways = differentWays(lab);
  if (ways >= WAYS_NEEDED) return [];
  const [first] = lab.solutions;
  const where = { file: `labs/${lab.id}/${first ? `solutions/${first.name}` : 'lab.yaml'}` };
  return [finding('SL203', where, `${ways} different way; ${WAYS_NEEDED} are needed`)];
}

function manifestFindings({ id }: Lab, { name, text }: Lab['manifests'][number]): Finding[] {
  const file = `labs/${id}/setup/${name}`;
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = 'errors' in document ? document.errors : [];
    if (error)
      return [finding('SL208', { file, line: error.linePos?.[0].line }, `not valid YAML: ${error.message}`)];
    const object: unknown = document.toJS();
    if (object === null) return [];
    const { apiVersion, kind, metadata } = Object(object);
    if (apiVersion && kind && metadata?.name) return [];
    const line = text.slice(0, document.range?.[0] ?? 0).split('\n').length;
    return [finding('SL208', { file, line }, 'an object without apiVersion, kind or metadata.name')];
  });
}

interface TaskAt {
  readonly task: Lab['tasks'][number];
  readonly index: number;
  readonly lines: YamlLines;
}

function helpFindings({ file }: ReadLab, { task, index, lines }: TaskAt): Finding[] {
  const line = lines.lineOf(['tasks', index, 'id']);
  const few = task.hints.length < HINTS;
  const many = `task "${task.id}" has ${task.hints.length} hints; ${HINTS} are needed`;
  return [
    ...(few ? [finding('SL204', { file, line: lines.lineOf(['tasks', index, 'hints']) }, many)] : []),
    ...(task.after ? [] : [finding('SL205', { file, line }, `task "${task.id}" has no "after"`)]),
  ];
}

/** Each value once: where it is demanded first. */
function demandFindings(read: ReadLab, { task, index, lines }: TaskAt): Finding[] {
  const isKnown = knower(read, index);
  const told = new Set<string | number>();
  return task.checks.flatMap((check, position) =>
    demandsOf(check).flatMap((demand) => {
      const { value, path } = demand;
      if (told.has(value) || isKnown(demand)) return [];
      told.add(value);
      const line = lines.lineOf(['tasks', index, 'checks', position, ...path]);
      const message = `check "${check.id}" demands ${value}, which task "${task.id}" does not say (${path.join('.')})`;
      return [finding('SL206', { file: read.file, line }, message)];
    }),
  );
}

/**
 * A number has to be said by the task itself; a name by it or by an earlier one, and other words may stand in what the
 * lab begins with, where a student finds them.
 */
function knower({ spec, lab }: ReadLab, index: number): (demand: Demand) => boolean {
  const task = spec?.tasks[index];
  const own = `${spec?.intro}\n${task?.title}\n${task?.body}`;
  const earlier = spec?.tasks.slice(0, index).map(({ body }) => body) ?? [];
  const said = [own, ...earlier].join('\n');
  const start = [...(lab?.manifests.map(({ text }) => text) ?? []), JSON.stringify(spec?.images ?? [])];
  return ({ value, path }) => {
    if (typeof value === 'number') return says(own, value);
    return says(said, value) || (path.at(-1) !== 'namespace' && start.some((text) => says(text, value)));
  };
}

/** Tasks, hints and what follows them are MDX without components. */
function textFindings({ file, spec }: ReadLab, lines: YamlLines): Finding[] {
  const texts: (readonly [text: string, path: readonly PropertyKey[]])[] = [[spec?.intro ?? '', ['intro']]];
  for (const [index, task] of (spec?.tasks ?? []).entries()) {
    texts.push([task.body, ['tasks', index, 'body']], [task.after ?? '', ['tasks', index, 'after']]);
    for (const [number, hint] of task.hints.entries()) texts.push([hint, ['tasks', index, 'hints', number]]);
  }
  return texts.flatMap(([text, path]) => {
    const first = lines.textLineOf(path);
    const { tree, problem } = treeOf(text, first, {});
    if (problem) return [finding('SL102', { file, line: problem.line }, problem.reason)];
    const { problems } = tree ? readBlocks(tree, first) : { problems: [] };
    return problems.map((each) => finding('SL140', { file, line: each.line }, each.problem));
  });
}

function lessonFindings({ lessons }: Site, { id, file }: ReadLab): Finding[] {
  // A lesson that can't be read may open any.
  const opened = lessons.some(({ lesson }) => lesson.error || lesson.frontMatter.lab === id);
  return opened ? [] : [finding('SL207', { file }, `no lesson says lab: ${id}`)];
}
