/** One lesson: its file read, its blocks played in a fresh session of its lab. */
import { LESSON_COMPONENTS, type Lesson, parseMdx, type ReadBlocks, readBlocks } from '@/content';
import type { LabBench } from '../bench/sessions';
import { type BlockFinding, playBlocks } from './play-blocks';

/** @throws VFileMessage when the lesson is no MDX */
export const blocksOf = (lesson: Pick<Lesson, 'body' | 'bodyLine'>): ReadBlocks =>
  readBlocks(parseMdx(lesson.body, LESSON_COMPONENTS), lesson.bodyLine);

/** @returns "content/…/01-pods.mdx:12: …" for each block that did not end as it says */
export async function playLesson(
  lesson: Lesson,
  bench: Pick<LabBench, 'shell'>,
  onBlock?: (text: string) => void,
): Promise<readonly string[]> {
  if (lesson.error) return [lesson.error.message];
  const { blocks, problems } = blocksOf(lesson);
  if (problems.length > 0) return problems.map(({ line, problem }) => `${lesson.file}:${line}: ${problem}`);
  const findings = await playBlocks({
    blocks,
    openShell: (tab) => bench.shell(tab),
    onBlock: ({ text }) => onBlock?.(text),
  });
  return findings.map((finding) => tell(lesson.file, finding));
}

const tell = (file: string, { line, command, expected, got }: BlockFinding): string =>
  `${file}:${line}: ${command}\n  expected ${expected}\n  got ${got.replaceAll('\n', '\n      ')}`;
