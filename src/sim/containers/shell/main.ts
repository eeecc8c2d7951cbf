/** `sh`, `ash`, `dash`, `bash` as programs: command line, script file, standard input, or a person at a terminal. */
import { errorText, PosixError } from '../errors';
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { LeaveShell, SyntaxFailure } from './control';
import { interact } from './interactive';
import { syntaxError } from './messages';
import { Incomplete, Parser, SyntaxProblem } from './parser';
import { applyFlags, applyNamed } from './set-builtin';
import { Shell } from './shell';
import { type Flavor, ShellError, ShellState } from './state';

interface Invocation {
  readonly state: ShellState;
  readonly command?: string;
  readonly script?: string;
  readonly interactive: boolean;
  readonly login: boolean;
}

/** A shell of that flavor. */
export const shellTool =
  (flavor: Flavor): Tool =>
  async (process, args) => {
    let invocation: Invocation;
    try {
      invocation = parseArguments(process, args, flavor);
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      await process.print(2, `${process.argv[0]}: ${error.message}\n`);
      return error.status;
    }
    const { state, command, script } = invocation;
    const shell = new Shell(process, state);
    if (command !== undefined) return shell.main(() => shell.runSource(command, { tail: true }));
    if (script !== undefined) return runScript(shell, script);
    if (invocation.interactive) return interact(shell, { login: invocation.login });
    return shell.main(() => runStandardInput(shell));
  };

function parseArguments(process: Process, args: readonly string[], flavor: Flavor): Invocation {
  const state = new ShellState(flavor, process.box.cluster.limits.shellMemory);
  const called = process.argv[0] ?? 'sh';
  state.name = called.replace(/^-/, '');
  state.pid = process.pid;
  for (const [name, value] of process.env)
    if (/^[A-Za-z_]\w*$/.test(name)) state.variables.set(name, { value, exported: true, readonly: false });
  state.set('PWD', process.cwd, { exported: true });
  state.set('IFS', ' \t\n', { exported: false });
  state.set('OPTIND', '1');
  if (flavor === 'bash') {
    state.set('BASH_VERSION', '5.2.15(1)-release');
    state.set('HOSTNAME', process.box.config.hostname);
  }
  const flags = { command: false, stdin: false, interactive: false, login: called.startsWith('-') };
  const rest = parseFlags(state, args, flags);
  if (flags.command) {
    const [command, name, ...positional] = rest;
    if (command === undefined)
      throw new ShellError(
        flavor === 'bash' ? '-c: option requires an argument' : '-c requires an argument',
        2,
      );
    if (name !== undefined) state.name = name;
    state.positional = positional;
    return { state, command, interactive: false, login: flags.login };
  }
  const [script, ...positional] = rest;
  if (script !== undefined && !flags.stdin) {
    state.positional = positional;
    return { state, script, interactive: false, login: flags.login };
  }
  state.positional = rest;
  const isTty = process.fds.get(0)?.file.tty !== undefined;
  return { state, interactive: flags.interactive || isTty, login: flags.login };
}

function parseFlags(
  state: ShellState,
  args: readonly string[],
  flags: { command: boolean; stdin: boolean; interactive: boolean; login: boolean },
): readonly string[] {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--' || word === '-') return args.slice(at + 1);
    if (word.startsWith('--')) {
      if (word === '--login') flags.login = true;
      continue;
    }
    if (!/^[-+]./.test(word)) return args.slice(at);
    if (word.includes('c')) flags.command = true;
    if (word.includes('s')) flags.stdin = true;
    if (word.includes('i')) flags.interactive = true;
    if (word.includes('l')) flags.login = true;
    if (applyFlags(state, word.charAt(0) + word.slice(1).replace(/[csil]/g, '')))
      applyNamed(state, args[++at] ?? '', word.startsWith('-'));
  }
  return [];
}

async function runScript(shell: Shell, script: string): Promise<number> {
  const { process, state } = shell;
  let content: Uint8Array;
  try {
    content = process.box.vfs.readFile(process.resolve(script), process.user);
  } catch (error) {
    await process.print(2, cannotOpen(state, script, error));
    return error instanceof PosixError && error.code === 'ENOENT' ? (state.flavor === 'bash' ? 127 : 2) : 126;
  }
  state.name = script;
  state.isScript = true;
  return shell.main(() => shell.runSource(new TextDecoder().decode(content)));
}

function cannotOpen(state: ShellState, script: string, error: unknown): string {
  if (state.flavor === 'bash') return `${state.name}: ${script}: ${errorText(error)}\n`;
  const missing = error instanceof PosixError && error.code === 'ENOENT';
  if (state.flavor === 'dash')
    return `${state.name}: 0: cannot open ${script}: ${missing ? 'No such file' : errorText(error)}\n`;
  return `${state.name}: can't open '${script}': ${errorText(error)}\n`;
}

/** Reads commands from standard input, no further than each needs: the commands may read the rest. */
async function runStandardInput(shell: Shell): Promise<number> {
  let pending = '';
  for (;;) {
    const line = await readLine(shell.process);
    if (line === undefined) {
      if (pending.trim() !== '') await runChunk(shell, pending, true);
      return shell.state.status;
    }
    pending += line;
    if (await runChunk(shell, pending, false)) pending = '';
  }
}

/** Runs what is complete; false when more lines are needed. */
async function runChunk(shell: Shell, source: string, final: boolean): Promise<boolean> {
  const parser = new Parser(source, shell.state.dialect);
  try {
    for (let list = parser.next(); list; list = parser.next()) await shell.runList(list);
    return true;
  } catch (error) {
    if (error instanceof Incomplete && !final) return false;
    if (error instanceof SyntaxProblem) throw new SyntaxFailure(syntaxError(shell.state, error));
    throw error;
  }
}

async function readLine(process: Process): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const byte = (await process.read(0, 1))?.[0];
    if (byte === undefined) break;
    bytes.push(byte);
    if (byte === 0x0a) break;
    if (bytes.length > MAX_LINE) throw new LeaveShell(2);
  }
  return bytes.length === 0 ? undefined : new TextDecoder().decode(Uint8Array.from(bytes));
}

const MAX_LINE = 1 << 20;
