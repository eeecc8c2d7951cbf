/** On which line of a YAML text a thing stands, and what is said of it in a comment there. */
import { isScalar, LineCounter, parseDocument } from 'yaml';
import { offsetOf } from './check-yaml';

export interface YamlLines {
  /** The line of the value at this path, or of the deepest thing on the way to it. */
  lineOf(path: readonly PropertyKey[]): number;
  /** The line on which the text of a block (`|`, `>`) or plain value begins. */
  textLineOf(path: readonly PropertyKey[]): number;
}

/** @param text YAML that can be read */
export function yamlLines(text: string): YamlLines {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (path: readonly PropertyKey[]) => counter.linePos(offsetOf(document, path)).line;
  return {
    lineOf,
    textLineOf: (path) => {
      const node = document.getIn(path, true);
      const block = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
      return lineOf(path) + (block ? 1 : 0);
    },
  };
}
