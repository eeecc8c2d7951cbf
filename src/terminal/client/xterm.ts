/**
 * An xterm.js screen in an element: theme, fitting, links, copy and paste. Loaded only when a terminal is
 * shown (dynamic import), since it is most of the workspace's JavaScript.
 */
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { type ITheme, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { copyText } from './copy-text';

const THEME: ITheme = {
  background: '#0b1119',
  foreground: '#d7e0ea',
  cursor: '#5cbce6',
  cursorAccent: '#0b1119',
  selectionBackground: '#27506a',
  black: '#1b2530',
  red: '#ff7b72',
  green: '#5fd38d',
  yellow: '#e5b558',
  blue: '#6cb6ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  white: '#d7e0ea',
  brightBlack: '#7d8fa3',
  brightRed: '#ffa198',
  brightGreen: '#86e0a9',
  brightYellow: '#f2cc7c',
  brightBlue: '#96ccff',
  brightMagenta: '#e2c5ff',
  brightCyan: '#8ce8ee',
  brightWhite: '#ffffff',
};

export interface Screen {
  write(bytes: Uint8Array): void;
  /** A dim line of our own, set apart from what programs print. */
  note(text: string): void;
  focus(): void;
  size(): { readonly cols: number; readonly rows: number };
  fit(): void;
  setFontSize(px: number): void;
  dispose(): void;
}

export interface ScreenEvents {
  onInput(text: string): void;
  onResize(cols: number, rows: number): void;
}

export function openScreen(element: HTMLElement, fontSize: number, events: ScreenEvents): Screen {
  const terminal = new Terminal({
    allowProposedApi: false,
    cursorBlink: true,
    fontFamily: '"JetBrains Mono Variable", ui-monospace, Menlo, monospace',
    fontSize,
    lineHeight: 1.25,
    macOptionIsMeta: true,
    rightClickSelectsWord: true,
    screenReaderMode: false,
    scrollback: 5000,
    theme: THEME,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(new WebLinksAddon());
  terminal.open(element);
  drawWithWebgl(terminal);
  terminal.attachCustomKeyEventHandler((event) => handleKey(terminal, event));
  terminal.onData(events.onInput);
  terminal.onResize(({ cols, rows }) => events.onResize(cols, rows));
  fit.fit();
  return {
    write: (bytes) => terminal.write(bytes),
    note: (text) => terminal.write(`\r\n\x1b[0m\x1b[2m-- ${text} --\x1b[0m\r\n`),
    focus: () => terminal.focus(),
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    fit: () => fit.fit(),
    setFontSize: (px) => {
      terminal.options.fontSize = px;
      fit.fit();
    },
    dispose: () => terminal.dispose(),
  };
}

/** The DOM renderer stays where WebGL is missing or its context gets lost. */
function drawWithWebgl(terminal: Terminal): void {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    // No WebGL in this browser: xterm's own renderer is in use already.
  }
}

/**
 * Ctrl+Shift+C/V copy and paste; Ctrl+C copies while text is selected; Mod+Enter belongs to the page only when the
 * terminal has no focus, so it goes to the program here.
 * @returns false for keys that the terminal shall not see
 */
function handleKey(terminal: Terminal, event: KeyboardEvent): boolean {
  if (event.type !== 'keydown') return true;
  const key = event.key.toLowerCase();
  const copy = event.ctrlKey && key === 'c' && (event.shiftKey || terminal.hasSelection());
  if (copy) {
    event.preventDefault();
    void copyText(terminal.getSelection());
    if (!event.shiftKey) terminal.clearSelection();
    return false;
  }
  // The browser's own paste event reaches xterm, with bracketed paste; only the key must not be sent.
  return !(event.ctrlKey && event.shiftKey && key === 'v');
}
