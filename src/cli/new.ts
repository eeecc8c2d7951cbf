/** `sealegs new lesson <course/module/name> [--lab id]` and `sealegs new lab <id>`: the files to begin with. */
import { parseArgs } from 'node:util';
import { newLab, newLesson, PLACE, ScaffoldError } from '@/authoring';
import type { Command } from './command';
import { siteRoot } from './site-root';
import { UsageError } from './usage-error';

const LESSON_USAGE = 'new lesson takes <course>/<module>/<name>, and --lab <id>.';

export const newLessonCommand: Command = {
  name: ['new', 'lesson'],
  summary: 'begins a lesson; <course/module/name> [--lab id]',
  run: async (words) => {
    const { key, lab } = lessonWords(words);
    return told(() => newLesson(siteRoot(), key, lab));
  },
};

export const newLabCommand: Command = {
  name: ['new', 'lab'],
  summary: 'begins a lab that proves itself as it is; <id>',
  run: async ([id, ...rest]) => {
    if (!id || rest.length > 0) throw new UsageError('new lab takes the id of the lab.');
    return told(() => newLab(siteRoot(), id));
  },
};

function lessonWords(words: readonly string[]): { readonly key: string; readonly lab: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { lab: { type: 'string' } },
      allowPositionals: true,
    });
    const [key, ...rest] = positionals;
    if (key && rest.length === 0) return { key, lab: values.lab };
  } catch {
    // Told below.
  }
  throw new UsageError(LESSON_USAGE);
}

async function told(write: () => Promise<readonly string[]>): Promise<number> {
  try {
    const files = await write();
    console.log(files.map((file) => `wrote ${file}`).join('\n'));
    console.log(`Write what is marked "${PLACE}"; \`npx sealegs lint\` lists what is left.`);
    return 0;
  } catch (error) {
    if (error instanceof ScaffoldError) throw new UsageError(error.message);
    throw error;
  }
}
