/** `sealegs new lesson <course>/<module>/<name>`: the next lesson of a module; both are begun when they are not there. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { schemaComment } from './schema-comment';
import { PLACE, ScaffoldError, titleOf, writeFiles } from './write-files';

const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * @param key "kubernetes/pods/limits": names without their numbers
 * @param lab the lab that opens beside it, if any
 * @returns the files that were written, by their paths below `root`
 */
export async function newLesson(
  root: string,
  key: string,
  lab: string | undefined,
): Promise<readonly string[]> {
  const [course = '', module = '', name = '', ...rest] = key.split('/');
  if (rest.length > 0 || ![course, module, name].every((word) => NAME.test(word)))
    throw new ScaffoldError(`"${key}" is not <course>/<module>/<name>, as in kubernetes/pods/limits.`);
  const courseFolder = `content/${course}`;
  const modules = await numbered(root, courseFolder, '');
  const moduleFolder = `${courseFolder}/${modules.find(module) ?? modules.next(module)}`;
  const lessons = await numbered(root, moduleFolder, '.mdx');
  const known = lessons.find(name);
  if (known) throw new ScaffoldError(`${moduleFolder}/${known}.mdx is there already; nothing was written.`);
  const files = {
    [`${courseFolder}/course.yaml`]: courseText(course),
    [`${moduleFolder}/module.yaml`]: moduleText(module),
    [`${moduleFolder}/${lessons.next(name)}.mdx`]: lessonText(name, lab),
  };
  const missing = Object.entries(files).filter(([file]) => !existsSync(path.join(root, file)));
  return await writeFiles(
    root,
    Object.fromEntries(
      missing.map(([file, text]) => {
        const kind = file.endsWith('course.yaml') ? 'course' : 'module';
        return [file, file.endsWith('.yaml') ? `${schemaComment(root, file, kind)}${text}` : text];
      }),
    ),
  );
}

/** Names such as 02-pods in a folder: which one is meant, and what the next is to be called. */
async function numbered(root: string, folder: string, ending: string) {
  const entries = await readdir(path.join(root, folder)).catch((): string[] => []);
  const names = entries
    .filter((entry) => /^\d+-/.test(entry) && entry.endsWith(ending))
    .map((entry) => entry.slice(0, entry.length - ending.length));
  const last = Math.max(0, ...names.map((entry) => Number.parseInt(entry, 10)));
  return {
    find: (name: string) => names.find((entry) => entry.replace(/^\d+-/, '') === name),
    next: (name: string) => `${String(last + 1).padStart(2, '0')}-${name}`,
  };
}

const courseText = (course: string): string => `title: ${titleOf(course)}
summary: "${PLACE}: two sentences for the catalogue."
level: beginner
`;

const moduleText = (module: string): string => `title: ${titleOf(module)} module
summary: "${PLACE}: what the module covers."
`;

const lessonText = (name: string, lab: string | undefined): string => `---
title: ${titleOf(name)}
summary: "${PLACE}: one sentence on what the student can do afterwards."
minutes: 1
${lab === undefined ? '' : `lab: ${lab}\n`}objectives:
  - "${PLACE}: a line each"
---

${PLACE}: begin with what the student sees, not with a definition.
${lab === undefined ? '' : COMMANDS}
## Why it works

<Callout kind="note" title="Why it works">
${PLACE}: the idea behind it, in a few sentences.
</Callout>

<Quiz title="Check yourself">
<Question id="first" prompt="${PLACE}: a question">
<Answer id="right" correct>${PLACE}: the right answer<Why>${PLACE}: why it is right.</Why></Answer>
<Answer id="wrong">${PLACE}: a tempting wrong one<Why>${PLACE}: why it is wrong.</Why></Answer>
</Question>
</Quiz>
`;

const COMMANDS = `
\`\`\`bash run expect="Ready"
kubectl get nodes
\`\`\`
`;
