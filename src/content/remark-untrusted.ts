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
const SAFE_URL = /^(https?:|mailto:|#|\/(?![/\\])|\.{1,2}\/|[\w-]+(?:[/?#]|$))/i;
/** The pages' policy loads no picture from elsewhere. */
const OWN_URL = /^(\/(?![/\\])|\.{1,2}\/)/;

/** A component's attributes: any text, one of these words, or a name without a value. Those in `needs` must be there. */
export interface ComponentRule {
  readonly attributes: Readonly<Record<string, 'text' | 'alone' | readonly string[]>>;
  readonly needs?: readonly string[];
}

export interface UntrustedOptions {
  /** Names of the components that an author may use. */
  readonly components: Readonly<Record<string, ComponentRule>>;
}

export function remarkUntrusted({ components }: UntrustedOptions) {
  const offered = new Map(Object.entries(components));
  const jsx = (element: MdxJsxFlowElement | MdxJsxTextElement): string | undefined => {
    const name = element.name ?? '';
    if (name === '') return 'fragments (<>…</>) are not allowed';
    if (!offered.has(name) && !HTML.has(name)) {
      return `<${name}> is not offered here; use one of ${[...offered.keys()].join(', ')}`;
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
    const rule = offered.get(name);
    return rule && componentProblem(element, rule);
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
      case 'image':
        return OWN_URL.test((node as unknown as { url: string }).url)
          ? undefined
          : 'pictures must be on this site: an address that begins with /';
      case 'imageReference':
        return 'a picture is written with its address: ![what it shows](/address)';
      case 'link':
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

/** Misspelt, missing or unknown: told here, with file and line, and not by a page that does not render. */
function componentProblem(
  { name, attributes }: MdxJsxFlowElement | MdxJsxTextElement,
  { attributes: known, needs = [] }: ComponentRule,
): string | undefined {
  const given = new Map(
    attributes.flatMap((one) => (one.type === 'mdxJsxAttribute' ? [[one.name, one.value] as const] : [])),
  );
  for (const [attribute, value] of given) {
    const allowed = Object.hasOwn(known, attribute) ? known[attribute] : undefined;
    if (allowed === undefined) {
      const names = Object.keys(known).join(', ');
      return `<${name}> has no attribute "${attribute}"${names && `; use ${names}`}`;
    }
    if (allowed === 'alone' && value !== null)
      return `attribute "${attribute}" of <${name}> stands alone, without a value`;
    if (typeof allowed === 'object' && !allowed.includes(String(value)))
      return `attribute "${attribute}" of <${name}> must be one of ${allowed.join(', ')}`;
  }
  const missing = needs.find((attribute) => !given.get(attribute));
  return missing && `<${name}> needs the attribute "${missing}"`;
}
