/** The blocks of a lesson that do something, in the order in which a student meets them. */
import type { Code, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { kindOf, metaProblem, parseMeta, type RunMeta, runMeta } from './block-meta';

interface Block {
  /** The line of its fence in the lesson's file. */
  readonly line: number;
  readonly text: string;
}
export interface RunBlock extends Block, RunMeta {
  readonly kind: 'run';
}
export interface FileBlock extends Block {
  readonly kind: 'file';
  readonly name: string;
}
export interface BlockProblem {
  readonly line: number;
  readonly problem: string;
}

export interface ReadBlocks {
  /** `put` blocks are not among them: they are to be changed first. */
  readonly blocks: readonly (RunBlock | FileBlock)[];
  readonly problems: readonly BlockProblem[];
}

/** @param firstLine the file's line on which the tree's text begins */
export function readBlocks(tree: Root, firstLine: number): ReadBlocks {
  const blocks: (RunBlock | FileBlock)[] = [];
  const problems: BlockProblem[] = [];
  visit(tree, 'code', (code: Code) => {
    const line = (code.position?.start.line ?? 1) + firstLine - 1;
    const problem = metaProblem(code.lang ?? '', code.meta ?? '');
    if (problem !== undefined) {
      problems.push({ line, problem });
      return;
    }
    const meta = parseMeta(code.meta ?? '');
    const kind = kindOf(meta);
    if (kind === 'run') blocks.push({ kind, line, text: code.value, ...runMeta(meta) });
    if (kind === 'file') blocks.push({ kind, line, text: code.value, name: meta.file ?? '' });
  });
  return { blocks, problems };
}
