/** How long a lesson takes to read and follow, without its lab. */
import type { Code, Node, Root, Text } from 'mdast';
import type { MdxJsxFlowElement } from 'mdast-util-mdx';
import { visit } from 'unist-util-visit';
import { kindOf, parseMeta } from '@/content';

/** Technical prose, not in a hurry. */
const WORDS_A_MINUTE = 160;
/** Click, wait, look. */
const RUN_SECONDS = 12;
const CODE_LINE_SECONDS = 1.5;
const QUESTION_SECONDS = 25;
/** Say 8 for 6 to 12 by our count: people differ more than that. */
const FACTOR = 1.8;
const SLACK_MINUTES = 1;

export function readingMinutes(tree: Root): number {
  let words = 0;
  let seconds = 0;
  visit(tree, (node: Node) => {
    if (node.type === 'text') words += (node as Text).value.split(/\s+/).filter(Boolean).length;
    if (node.type === 'inlineCode') words += 1;
    if (node.type === 'mdxJsxFlowElement' && (node as MdxJsxFlowElement).name === 'Question')
      seconds += QUESTION_SECONDS;
    if (node.type !== 'code') return;
    const { meta, value } = node as Code;
    seconds +=
      kindOf(parseMeta(meta ?? '')) === 'run' ? RUN_SECONDS : value.split('\n').length * CODE_LINE_SECONDS;
  });
  return words / WORDS_A_MINUTE + seconds / 60;
}

/** @returns the minutes to say instead; undefined when those that are said will do */
export function betterMinutes(said: number, counted: number): number | undefined {
  const fits = said <= counted * FACTOR + SLACK_MINUTES && said >= counted / FACTOR - SLACK_MINUTES;
  return fits ? undefined : Math.max(1, Math.round(counted));
}
