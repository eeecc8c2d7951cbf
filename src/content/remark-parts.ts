/**
 * Components that consist of parts (a quiz's answers, a tab row's tabs) need to know them before they are drawn. This
 * step reads the parts where they are written, says with file and line what does not fit, and hands the whole the list:
 *
 *   <Question id="a" prompt="…" kind="order">  gets  kind, right="b,a,c"; the answers of an order are shuffled
 *   <Tabs>                                     gets  titles='["kubectl","YAML"]'; each <Tab> its place
 */
import type { Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx';
import type { Node, Parent } from 'unist';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';

type Element = MdxJsxFlowElement | MdxJsxTextElement;

const ANSWER_ID = /^[a-z0-9-]+$/;
const FEWEST_IN_ORDER = 3;

export function remarkParts() {
  return (tree: Root, file: VFile): void => {
    visit(tree as Node, (node) => {
      if (!isElement(node)) return;
      const problem = node.name === 'Question' ? quiz(node) : node.name === 'Tabs' ? tabs(node) : undefined;
      if (problem) file.fail(problem, node.position, 'sealegs:parts');
    });
  };
}

function quiz(question: Element): string | undefined {
  const answers = partsOf(question, 'Answer');
  const ids = answers.map((answer) => text(answer, 'id'));
  const odd = ids.find((id) => !ANSWER_ID.test(id));
  if (odd !== undefined)
    return `an answer's id is made of lower case letters, digits and dashes, not "${odd}"`;
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `two answers have the id "${twice}"`;
  const kind = text(question, 'kind') || 'single';
  const correct = answers.filter((answer) => has(answer, 'correct')).map((answer) => text(answer, 'id'));
  const problem = KIND_PROBLEMS[kind]?.(ids.length, correct.length);
  if (problem) return `<Question kind="${kind}"> ${problem}`;
  set(question, 'kind', kind);
  set(question, 'right', (kind === 'order' ? ids : correct).join());
  if (kind === 'order') shuffle(question, text(question, 'id'));
  return undefined;
}

const KIND_PROBLEMS: Readonly<Record<string, (answers: number, correct: number) => string | undefined>> = {
  single: (answers, correct) =>
    answers < 2
      ? 'needs at least two answers'
      : correct === 1
        ? undefined
        : `needs exactly one correct answer; ${correct} are marked`,
  multiple: (answers, correct) =>
    answers < 2
      ? 'needs at least two answers'
      : correct > 0
        ? undefined
        : 'needs at least one correct answer; none is marked',
  order: (answers, correct) =>
    answers < FEWEST_IN_ORDER
      ? `needs at least ${FEWEST_IN_ORDER} answers`
      : correct === 0
        ? undefined
        : 'takes the right order from the order they are written in; `correct` has no place there',
};

function tabs(element: Element): string | undefined {
  const parts = partsOf(element, 'Tab');
  if (parts.length < 2) return '<Tabs> needs at least two <Tab title="…">';
  set(element, 'titles', JSON.stringify(parts.map((tab) => text(tab, 'title'))));
  for (const [index, tab] of parts.entries()) set(tab, 'place', String(index));
  return undefined;
}

/** Answers in an order that is not the right one and that stays the same: by a hash of their ids. */
function shuffle(question: Element, salt: string): void {
  const places = placesOf(question, 'Answer');
  const written = places.map(({ part }) => part);
  const rank = (answer: Element) => hash(`${salt}/${text(answer, 'id')}`);
  const mixed = [...written].sort((a, b) => rank(a) - rank(b));
  if (mixed.every((answer, index) => answer === written[index])) mixed.reverse();
  for (const [index, { siblings, at }] of places.entries()) {
    const answer = mixed[index];
    if (answer) siblings[at] = answer;
  }
}

function hash(value: string): number {
  let sum = 0;
  for (let i = 0; i < value.length; i++) sum = (Math.imul(sum ^ value.charCodeAt(i), 0x01000193) + i) >>> 0;
  return sum;
}

interface Place {
  readonly part: Element;
  readonly siblings: Node[];
  readonly at: number;
}

/** Where the parts of this name stand: among the children, or in a paragraph, where Markdown puts a component in one line. */
function placesOf(element: Element, name: string): Place[] {
  const places: Place[] = [];
  visit(element as Node, (node, at, parent) => {
    if (isElement(node) && node.name === name && parent && at !== undefined)
      places.push({ part: node, siblings: (parent as Parent).children, at });
  });
  return places;
}
const partsOf = (element: Element, name: string): Element[] =>
  placesOf(element, name).map(({ part }) => part);

const isElement = (node: Node): node is Element =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

function text(element: Element, name: string): string {
  const found = element.attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === name);
  return typeof found?.value === 'string' ? found.value : '';
}
const has = (element: Element, name: string): boolean =>
  element.attributes.some((one) => one.type === 'mdxJsxAttribute' && one.name === name);
function set(element: Element, name: string, value: string): void {
  element.attributes = [
    ...element.attributes.filter((one) => one.type !== 'mdxJsxAttribute' || one.name !== name),
    { type: 'mdxJsxAttribute', name, value },
  ];
}
