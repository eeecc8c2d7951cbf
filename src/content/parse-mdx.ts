/** A lesson's text as a tree, without bundling it: for those who read lessons and don't show them. */
import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { remarkParts } from './remark-parts';
import { type ComponentRule, remarkUntrusted } from './remark-untrusted';

const reader = unified().use(remarkParse).use(remarkMdx).use(remarkGfm).freeze();

/**
 * @param components what the text may use; a text that uses more, or could run, is refused
 * @throws VFileMessage (line, reason, ruleId) for what is no MDX, or refused
 */
export function parseMdx(text: string, components: Readonly<Record<string, ComponentRule>>): Root {
  const tree = reader.parse(text);
  unified().use(remarkUntrusted, { components }).use(remarkParts).runSync(tree);
  return tree;
}
