/** CodeMirror as the workspace wants it: our theme's colours, the cluster's completion and validation for manifests. */
import {
  autocompletion,
  type Completion as CmCompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  startCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { apiVersionsIn, complete, describeFieldAt, type Option, type Problem, validate } from '@/yaml-schema';
import type { SchemaLoader } from './schema-loader';

export interface EditorEvents {
  onChange(text: string): void;
  onSave(): void;
  onProblems(problems: readonly Problem[]): void;
}

export interface EditorSetup {
  readonly path: string;
  readonly text: string;
  readonly schemas: SchemaLoader;
  readonly events: EditorEvents;
}

/** Holds the vim keys where somebody wants them: they come before all other keys. */
export const vimKeys = new Compartment();

const LINT_DELAY_MS = 400;
const MANIFEST = /\.(ya?ml|json)$/;
/** Of other programs, in the same clothes. */
const FOREIGN = /(^|\/)(kustomization\.ya?ml|values\.ya?ml|\.kube\/.*)$/;

export const isManifest = (path: string): boolean => MANIFEST.test(path) && !FOREIGN.test(path);

export function editorState({ path, text, schemas, events }: EditorSetup): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      vimKeys.of([]),
      keymap.of([
        { key: 'Mod-s', preventDefault: true, run: () => run(events.onSave) },
        // Checks the lab: the page hears it, and no line is added here.
        { key: 'Mod-Enter', run: () => true },
      ]),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      highlightSelectionMatches(),
      indentUnit.of('  '),
      EditorState.tabSize.of(2),
      keymap.of([
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
      EditorView.contentAttributes.of({ 'aria-label': `Text of ${path}`, spellcheck: 'false' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) events.onChange(update.state.doc.toString());
      }),
      LOOK,
      syntaxHighlighting(HIGHLIGHT),
      ...(isManifest(path) ? manifestSupport(schemas, events) : [autocompletion({ override: [] })]),
    ],
  });
}

function run(work: () => void): true {
  work();
  return true;
}

/** Puts another text in, as one step that can be undone. */
export function replaceText(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function manifestSupport(schemas: SchemaLoader, events: EditorEvents): readonly Extension[] {
  return [
    yaml(),
    autocompletion({ override: [(context) => completionsAt(context, schemas)], icons: false }),
    linter(
      async ({ state }) => {
        const text = state.doc.toString();
        // Without the cluster's word the YAML is judged alone.
        const known = await schemas.load(apiVersionsIn(text)).catch(() => undefined);
        const problems = validate(text, known);
        events.onProblems(problems);
        return problems.map((problem) => diagnosticOf(problem, state.doc.length));
      },
      { delay: LINT_DELAY_MS },
    ),
    hoverTooltip(async (view, position) => {
      const text = view.state.doc.toString();
      const known = await schemas.load(apiVersionsIn(text)).catch(() => undefined);
      const field = known && describeFieldAt(text, position, known);
      if (!field) return null;
      const { from, to, name, type, docs, required } = field;
      return {
        pos: from,
        end: to,
        create: () => ({ dom: card(`${name}: ${type}${required ? ', required' : ''}`, docs) }),
      };
    }),
  ];
}

/** Unasked, a list comes up for a word or a value that begins, not for every space. */
const BEGUN = /[\w./-]$|:\s$/;

function completionsAt(
  { state, pos, explicit }: CompletionContext,
  schemas: SchemaLoader,
): Promise<CompletionResult | null> | null {
  if (!explicit && !BEGUN.test(state.sliceDoc(state.doc.lineAt(pos).from, pos))) return null;
  return completionsFrom(state.doc.toString(), pos, schemas);
}

async function completionsFrom(
  text: string,
  pos: number,
  schemas: SchemaLoader,
): Promise<CompletionResult | null> {
  const known = await schemas.load(apiVersionsIn(text)).catch(() => undefined);
  const found = known && complete(text, pos, known);
  if (!found) return null;
  return { from: found.from, options: found.options.map(completionOf), validFor: /^[\w./-]*$/ };
}

const completionOf = ({ label, insert, detail, docs, required, goesOn }: Option): CmCompletion => ({
  label,
  detail: required ? `${detail} · required` : detail,
  boost: required ? 10 : 0,
  ...(docs && { info: () => card('', docs) }),
  apply: (view, _completion, from, to) => {
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      userEvent: 'input.complete',
    });
    if (goesOn) startCompletion(view);
  },
});

const diagnosticOf = ({ from, to, message, severity, fix }: Problem, length: number): Diagnostic => ({
  from: Math.min(from, length),
  to: Math.min(to, length),
  severity,
  message,
  ...(fix !== undefined && {
    actions: [
      {
        name: `Change to ${fix}`,
        apply: (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: fix } }),
      },
    ],
  }),
});

function card(title: string, text: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'cm-docs';
  for (const [tag, content] of [
    ['strong', title],
    ['p', text],
  ] as const) {
    if (content) dom.appendChild(document.createElement(tag)).textContent = content;
  }
  return dom;
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword, tags.atom], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-faint)', fontStyle: 'italic' },
  { tag: [tags.meta, tags.typeName, tags.labelName], color: 'var(--good)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--ink-faint)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--canvas)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--canvas)',
    color: 'var(--ink-faint)',
    border: 'none',
    paddingLeft: '4px',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 22%, transparent)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-wash)',
    outline: '1px solid var(--accent)',
  },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-panels input, .cm-panels button': {
    backgroundColor: 'var(--raised)',
    backgroundImage: 'none',
    border: '1px solid var(--line-strong)',
    borderRadius: '5px',
    color: 'var(--ink)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    boxShadow: '0 8px 24px rgb(0 0 0 / 0.18)',
    color: 'var(--ink)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    justifyContent: 'space-between',
    gap: '1.5em',
    padding: '2px 10px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--ink-faint)' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-tooltip.cm-completionInfo': { maxWidth: '26rem', padding: '0' },
  '.cm-docs': {
    fontFamily: 'var(--font-sans)',
    fontSize: '12.5px',
    lineHeight: '1.5',
    maxWidth: '26rem',
    maxHeight: '14rem',
    overflowY: 'auto',
    padding: '8px 10px',
  },
  '.cm-docs strong': { fontFamily: 'var(--font-mono)', fontWeight: '600' },
  '.cm-diagnostic': {
    fontFamily: 'var(--font-sans)',
    fontSize: '13px',
    borderLeft: '3px solid var(--bad)',
    padding: '6px 10px',
  },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
    borderRadius: '5px',
    padding: '2px 8px',
    fontWeight: '500',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad) 1.5px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--warn) 1.5px',
    textUnderlineOffset: '3px',
  },
  '.cm-vim-panel': { fontFamily: 'var(--font-mono)', padding: '2px 10px' },
  '.cm-vim-panel input': { border: 'none', backgroundColor: 'transparent' },
});
