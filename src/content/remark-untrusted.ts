/**
 * MDX is code. This remark step runs before bundling and refuses everything that could execute: imports, exports,
 * expressions, attributes that are not literal text, components that the platform doesn't offer, HTML that can run
 * scripts, and addresses that do. What is left is data, whoever wrote it.
 */
import type { Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx';
import type { Node } from 'unist';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';

const HTML = new Set(['kbd', 'sub', 'sup', 'br', 'abbr', 'mark', 'details', 'summary', 'dl', 'dt', 'dd']);
const HTML_ATTRIBUTES = new Set(['title', 'open', 'id', 'lang']);
const SAFE_URL = /^(https?:|mailto:|#|\/(?!\/)|\.{0,2}\/|[\w-]+(?:[/?#]|$))/i;

export interface UntrustedOptions {
  /** Names of the components that an author may use. */
  readonly components: readonly string[];
}

export function remarkUntrusted({ components }: UntrustedOptions) {
  const offered = new Set(components);
  const jsx = (element: MdxJsxFlowElement | MdxJsxTextElement): string | undefined => {
    const name = element.name ?? '';
    if (name === '') return 'fragments (<>…</>) are not allowed';
    if (!offered.has(name) && !HTML.has(name)) {
      return `<${name}> is not offered here; use one of ${[...offered].join(', ')}`;
    }
    for (const attribute of element.attributes) {
      if (attribute.type !== 'mdxJsxAttribute') return `spread attributes are not allowed on <${name}>`;
      if (attribute.value !== null && typeof attribute.value === 'object') {
        return `attribute "${attribute.name}" of <${name}> must be literal text, not an expression in braces`;
      }
      if (HTML.has(name) && !HTML_ATTRIBUTES.has(attribute.name)) {
        return `attribute "${attribute.name}" is not allowed on <${name}>`;
      }
    }
    return undefined;
  };
  const problem = (node: Node): string | undefined => {
    switch (node.type) {
      case 'mdxjsEsm':
        return 'import and export are not allowed in lessons; components are there without importing them';
      case 'mdxFlowExpression':
      case 'mdxTextExpression':
        return 'expressions in braces are not allowed; write \\{ for a brace in the text';
      case 'mdxJsxFlowElement':
      case 'mdxJsxTextElement':
        return jsx(node as MdxJsxFlowElement | MdxJsxTextElement);
      case 'link':
      case 'image':
      case 'definition':
        return SAFE_URL.test((node as unknown as { url: string }).url)
          ? undefined
          : 'only http(s), mailto and addresses on this site may be linked';
      default:
        return undefined;
    }
  };
  return (tree: Root, file: VFile): void => {
    visit(tree, (node) => {
      const why = problem(node);
      if (why !== undefined) file.fail(why, node.position, 'sealegs:untrusted');
    });
  };
}
