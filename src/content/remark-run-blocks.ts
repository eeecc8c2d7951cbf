/**
 * Turns fenced code with a Sealegs word in its meta into the component that does it:
 *
 *   ```bash run            click to run in the terminal        -> <Run>
 *   ```bash run interrupt  Ctrl+C first                        -> <Run interrupt>
 *   ```bash put            typed without Enter: change it first -> <Run put>
 *   ```yaml file=pod.yaml  a file the student can save          -> <File name="pod.yaml">
 *
 * `terminal=2` chooses the terminal tab, `expect="…"` is what the linter's run must end with.
 */
import type { Code, Root } from 'mdast';
import type { MdxJsxAttribute, MdxJsxFlowElement } from 'mdast-util-mdx';
import { visit } from 'unist-util-visit';

const WORD = /([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g;

/** "run terminal=2" -> {run: "", terminal: "2"} */
export function parseMeta(meta: string): Readonly<Record<string, string>> {
  const words: Record<string, string> = {};
  for (const [, name, quoted, bare] of meta.matchAll(WORD)) if (name) words[name] = quoted ?? bare ?? '';
  return words;
}

function componentFor(
  meta: Readonly<Record<string, string>>,
): { name: string; passed: string[] } | undefined {
  if ('run' in meta) return { name: 'Run', passed: ['interrupt', 'terminal'] };
  if ('put' in meta) return { name: 'Run', passed: ['put', 'terminal'] };
  if ('file' in meta) return { name: 'File', passed: ['file'] };
  return undefined;
}

export function remarkRunBlocks() {
  return (tree: Root): void => {
    visit(tree, 'code', (code: Code, index, parent) => {
      const meta = parseMeta(code.meta ?? '');
      const component = componentFor(meta);
      if (!component || !parent || index === undefined) return;
      const attribute = (name: string, value: string): MdxJsxAttribute => ({
        type: 'mdxJsxAttribute',
        name,
        value,
      });
      const element: MdxJsxFlowElement = {
        type: 'mdxJsxFlowElement',
        name: component.name,
        attributes: [
          attribute('text', code.value),
          ...component.passed.filter((name) => name in meta).map((name) => attribute(name, meta[name] ?? '')),
        ],
        children: [{ ...code, meta: null }],
      };
      parent.children[index] = element as unknown as Code;
    });
  };
}
