/**
 * Turns fenced code with a Sealegs word in its meta into the component that does it (block-meta says which words there
 * are): `run` and `put` become <Run>, `file=` becomes <File>.
 */
import type { Code, Root } from 'mdast';
import type { MdxJsxAttribute, MdxJsxFlowElement } from 'mdast-util-mdx';
import { visit } from 'unist-util-visit';
import { kindOf, parseMeta } from './block-meta';

/** What of a block's meta its component is told. */
const PASSED = {
  run: { name: 'Run', attributes: ['interrupt', 'terminal'] },
  put: { name: 'Run', attributes: ['put', 'terminal'] },
  file: { name: 'File', attributes: ['file'] },
} as const;

export function remarkRunBlocks() {
  return (tree: Root): void => {
    visit(tree, 'code', (code: Code, index, parent) => {
      const meta = parseMeta(code.meta ?? '');
      const kind = kindOf(meta);
      if (!kind || !parent || index === undefined) return;
      const { name, attributes } = PASSED[kind];
      const attribute = (of: string, value: string): MdxJsxAttribute => ({
        type: 'mdxJsxAttribute',
        name: of,
        value,
      });
      const element: MdxJsxFlowElement = {
        type: 'mdxJsxFlowElement',
        name,
        attributes: [
          attribute('text', code.value),
          ...attributes.filter((word) => word in meta).map((word) => attribute(word, meta[word] ?? '')),
        ],
        children: [{ ...code, meta: null }],
      };
      parent.children[index] = element as unknown as Code;
    });
  };
}
