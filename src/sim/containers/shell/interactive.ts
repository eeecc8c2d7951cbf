/** A shell at a terminal: prompt, line editing, history, jobs that are told about, Ctrl-C that ends only the command. */
import { join } from '../fs/paths';
import type { List } from './ast';
import { BUILTINS } from './builtins';
import { Interrupted, LeaveFunction, LeaveLoop, SyntaxFailure } from './control';
import { type Completion, LineEditor } from './line-editor';
import { syntaxError } from './messages';
import { Incomplete, Parser, SyntaxProblem } from './parser';
import type { Shell } from './shell';
import { ShellError } from './state';

const MAX_HISTORY = 500;

export async function interact(shell: Shell, { login }: { login: boolean }): Promise<number> {
  const { process, state } = shell;
  state.interactive = true;
  state.atPrompt = true;
  process.actions.set('SIGINT', () => {
    shell.interrupted = true;
  });
  for (const ignored of ['SIGTERM', 'SIGQUIT', 'SIGTSTP'] as const) process.actions.set(ignored, () => {});
  setPrompts(shell);
  return shell.main(async () => {
    await readProfiles(shell, login);
    const tty = process.fds.get(0)?.file.tty;
    const editor =
      tty && new LineEditor(process, tty, shell.history, (text, cursor) => completions(shell, text, cursor));
    for (;;) {
      await reportJobs(shell);
      const source = await readCommand(shell, editor);
      if (source === undefined) {
        if (editor && state.flavor === 'bash') await process.print(2, 'exit\n');
        return state.status;
      }
      await runInteractively(shell, source);
    }
  });
}

function setPrompts({ state, process }: Shell): void {
  const { flavor } = state;
  if (state.get('PS1') === undefined || state.get('PS1') === '')
    state.set(
      'PS1',
      flavor === 'ash'
        ? '\\w \\$ '
        : flavor === 'bash'
          ? '\\u@\\h:\\w\\$ '
          : process.user.uid === 0
            ? '# '
            : '$ ',
    );
  if (state.get('PS2') === undefined) state.set('PS2', '> ');
}

async function readProfiles(shell: Shell, login: boolean): Promise<void> {
  const home = shell.state.get('HOME') ?? '/';
  const files = login
    ? ['/etc/profile', `${home}/.profile`]
    : shell.state.flavor === 'bash'
      ? [`${home}/.bashrc`]
      : [];
  const env = shell.state.get('ENV');
  for (const file of env !== undefined && shell.state.flavor !== 'bash' ? [...files, env] : files) {
    if (!shell.process.box.vfs.exists(file, shell.process.user)) continue;
    const source = new TextDecoder().decode(shell.process.box.vfs.readFile(file, shell.process.user));
    await attempt(shell, () => shell.runSource(source));
  }
}

/** A whole command, asking for more lines while it is incomplete. */
async function readCommand(shell: Shell, editor: LineEditor | undefined): Promise<string | undefined> {
  let source = '';
  for (;;) {
    const prompt = expandPrompt(shell, shell.state.get(source === '' ? 'PS1' : 'PS2') ?? '');
    const line = editor ? await editor.read(prompt) : await plainLine(shell, prompt);
    if (line.kind === 'interrupt') {
      source = '';
      shell.state.status = 130;
      continue;
    }
    if (line.kind === 'end') return source === '' ? undefined : source;
    source += `${line.text}\n`;
    if (!needsMore(shell, source)) break;
  }
  const text = source.trimEnd();
  if (text !== '' && shell.history.at(-1) !== text) shell.history.push(text);
  if (shell.history.length > MAX_HISTORY) shell.history.shift();
  return source;
}

async function plainLine(shell: Shell, prompt: string) {
  await shell.process.print(2, prompt);
  let text = '';
  const decoder = new TextDecoder();
  for (;;) {
    const byte = await shell.process.read(0, 1);
    if (!byte) return text === '' ? ({ kind: 'end' } as const) : ({ kind: 'line', text } as const);
    const char = decoder.decode(byte, { stream: true });
    if (char === '\n') return { kind: 'line', text } as const;
    text += char;
  }
}

function needsMore(shell: Shell, source: string): boolean {
  try {
    const parser = new Parser(source, shell.state.dialect);
    while (parser.next()) {
      // every command of the line
    }
    return false;
  } catch (error) {
    return error instanceof Incomplete;
  }
}

async function runInteractively(shell: Shell, source: string): Promise<void> {
  await attempt(shell, async () => {
    const parser = new Parser(source, shell.state.dialect);
    for (let list = next(shell, parser); list; list = next(shell, parser)) await shell.runList(list);
  });
}

function next(shell: Shell, parser: Parser): List | undefined {
  try {
    return parser.next();
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new SyntaxFailure(syntaxError(shell.state, error));
    throw error;
  }
}

/** Errors end the command, not the shell. */
async function attempt(shell: Shell, run: () => Promise<unknown>): Promise<void> {
  const { state, process } = shell;
  shell.interrupted = false;
  try {
    await run();
  } catch (error) {
    if (error instanceof SyntaxFailure) {
      await process.print(2, error.message);
      state.status = 2;
    } else if (error instanceof ShellError) {
      await shell.complain(error.message);
      state.status = error.status;
    } else if (error instanceof LeaveLoop) state.status = 0;
    else if (error instanceof LeaveFunction) state.status = error.status;
    else if (error instanceof Interrupted) {
      await process.print(2, '\n');
      state.status = error.status;
    } else throw error;
  }
  if (process.tty) process.tty.foreground = process.pgid;
  shell.loopDepth = 0;
}

async function reportJobs({ state, process }: Shell): Promise<void> {
  for (const job of state.jobs) {
    const { status } = job.process;
    if (!status) continue;
    const what =
      status.exitCode === 0
        ? 'Done'
        : status.signal
          ? status.signal === 'SIGTERM'
            ? 'Terminated'
            : 'Killed'
          : `Done(${status.exitCode})`;
    await process.print(
      2,
      `[${job.number}]${job === state.jobs.at(-1) ? '+' : ' '}  ${what.padEnd(22)} ${job.command}\n`,
    );
  }
  state.jobs = state.jobs.filter((job) => !job.process.status);
}

/** \u \h \w \W \$ and escapes, then parameters. */
function expandPrompt({ state, process }: Shell, prompt: string): string {
  const home = state.get('HOME') ?? '/';
  const shown =
    home !== '/' && (process.cwd === home || process.cwd.startsWith(`${home}/`))
      ? `~${process.cwd.slice(home.length)}`
      : process.cwd;
  return prompt
    .replace(/\\([uhHwW$nest\\[\]])/g, (_all, letter: string) => {
      switch (letter) {
        case 'u':
          return process.user.uid === 0 ? 'root' : (state.get('USER') ?? 'I have no name!');
        case 'h':
        case 'H':
          return process.box.config.hostname;
        case 'w':
          return shown;
        case 'W':
          return shown === '/' ? '/' : (shown.split('/').at(-1) ?? shown);
        case '$':
          return process.user.uid === 0 ? '#' : '$';
        case 'n':
          return '\n';
        case 'e':
          return '\u001b';
        case 's':
          return state.name;
        case '\\':
          return '\\';
        default:
          return '';
      }
    })
    .replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_all, name: string) => state.get(name) ?? '');
}

function completions({ process, state }: Shell, text: string, cursor: number): Completion {
  const before = text.slice(0, cursor);
  const start = before.search(/[^\s;|&(<>=]*$/);
  const word = before.slice(start);
  const isCommand = /(?:^|[;|&(])\s*$/.test(before.slice(0, start)) && !word.includes('/');
  const { vfs } = process.box;
  const list = (directory: string): string[] => {
    try {
      return vfs.readdir(process.resolve(directory === '' ? '.' : directory), process.user);
    } catch {
      return [];
    }
  };
  if (isCommand) {
    const inPath = (state.get('PATH') ?? '').split(':').flatMap(list);
    const names = new Set([...BUILTINS.keys(), ...state.functions.keys(), ...inPath]);
    return { start, candidates: [...names].filter((name) => name.startsWith(word)).sort() };
  }
  const slash = word.lastIndexOf('/') + 1;
  const directory = word.slice(0, slash);
  const candidates = list(directory)
    .filter(
      (name) => name.startsWith(word.slice(slash)) && (word.charAt(slash) === '.' || !name.startsWith('.')),
    )
    .map((name) => {
      const isDirectory =
        vfs.tryLocate(process.resolve(join(directory === '' ? '.' : directory, name)))?.inode.type ===
        'directory';
      return `${directory}${name}${isDirectory ? '/' : ''}`;
    });
  return { start, candidates };
}
