/**
 * Runs a shell program inside a process. Everything that waits goes through the process, so a signal or the scheduler
 * can always step in; programs and subshells are processes of their own, connected by pipes that stream.
 */

import { PosixError } from '../errors';
import { NotExecutable } from '../kernel/box';
import { Descriptor } from '../kernel/open-file';
import { Pipe } from '../kernel/pipe';
import type { Body, Process } from '../kernel/process';
import { SIGNAL_TEXTS, type SignalName, signalNumber } from '../kernel/signals';
import type { AndOr, Command, List, Pipeline, SimpleCommand, Word, WordPart } from './ast';
import type { Builtin } from './builtin';
import { BUILTINS, SPECIAL_BUILTINS } from './builtins';
import { runCompound } from './compounds';
import {
  Interrupted,
  LeaveFunction,
  LeaveLoop,
  LeaveShell,
  RedirectionFailure,
  SyntaxFailure,
} from './control';
import { Expander, type ExpansionHost } from './expand';
import { complaint, forkFailure, notFound, syntaxError } from './messages';
import { Parser, SyntaxProblem } from './parser';
import { redirect } from './redirections';
import { ShellError, type ShellState } from './state';

/** `tail`: nothing comes after this command, so a program may take the shell's place (as every real shell does). */
export interface Place {
  readonly tail?: boolean;
  /** Its status is tested: `set -e` leaves it alone. */
  readonly tested?: boolean;
}

const MAX_CALLS = 300;
const MAX_SUBSTITUTION = 4 << 20;

export class Shell implements ExpansionHost {
  readonly expander: Expander = new Expander(this);
  readonly pendingSignals: SignalName[] = [];
  /** Lines typed at the prompt. */
  readonly history: string[] = [];
  loopDepth = 0;
  /** Set by Ctrl-C at a prompt; the command that runs ends at its next step. */
  interrupted = false;
  callDepth = 0;
  /** Status of the last command substitution, which an assignment alone takes over. */
  #substituted: number | undefined;
  #inTrap = false;
  readonly #parsed = new WeakMap<WordPart, List[]>();

  constructor(
    readonly process: Process,
    readonly state: ShellState,
  ) {}

  // ------------------------------------------------------------------------------------------------------- programs

  /** Runs a whole source, command by command; the status of the last. */
  async runSource(source: string, place: Place = {}): Promise<number> {
    const parser = new Parser(source, this.state.dialect);
    let list = this.#parse(parser);
    while (list) {
      const rest = parser.offset >= source.length;
      await this.runList(list, { ...place, tail: place.tail === true && rest });
      list = this.#parse(parser);
    }
    return this.state.status;
  }

  #parse(parser: Parser): List | undefined {
    try {
      return parser.next();
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      throw new SyntaxFailure(syntaxError(this.state, error));
    }
  }

  /** Runs the shell's body to its end: the exit trap, `exit`, fatal errors. */
  async main(body: () => Promise<number>): Promise<number> {
    let status: number;
    try {
      status = await body();
    } catch (error) {
      status = await this.#statusOfEnd(error);
    }
    const trap = this.state.traps.get('EXIT');
    if (!trap) return status;
    this.state.traps.delete('EXIT');
    this.state.status = status;
    try {
      await this.runSource(trap);
    } catch (error) {
      return this.#statusOfEnd(error);
    }
    return status;
  }

  async #statusOfEnd(error: unknown): Promise<number> {
    if (error instanceof LeaveShell || error instanceof LeaveFunction) return error.status;
    if (error instanceof LeaveLoop) return 0;
    if (error instanceof SyntaxFailure) {
      await this.process.print(2, error.message);
      return 2;
    }
    if (error instanceof ShellError) {
      await this.complain(error.message);
      return error.status;
    }
    throw error;
  }

  complain(message: string): Promise<void> {
    return this.process.print(2, complaint(this.state, message));
  }

  // ------------------------------------------------------------------------------------------------------- lists

  async runList(list: List, place: Place = {}): Promise<number> {
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (item) await this.#runAndOr(item, { ...place, tail: place.tail === true && i === list.length - 1 });
    }
    return this.state.status;
  }

  async #runAndOr(item: AndOr, place: Place): Promise<void> {
    if (item.background) return this.#background(item);
    const { rest } = item;
    const tested = place.tested === true;
    await this.runPipeline(item.first, {
      tested: tested || rest.length > 0,
      tail: place.tail === true && rest.length === 0,
    });
    for (let i = 0; i < rest.length; i++) {
      const next = rest[i];
      if (!next || (next.op === '&&') !== (this.state.status === 0)) continue;
      const last = i === rest.length - 1;
      await this.runPipeline(next.pipeline, { tested: tested || !last, tail: place.tail === true && last });
    }
  }

  async runPipeline(pipeline: Pipeline, place: Place = {}): Promise<void> {
    const tested = place.tested === true || pipeline.negated;
    const started = this.process.box.now();
    const [only] = pipeline.commands;
    if (only && pipeline.commands.length === 1) {
      await this.#runCommand(only, {
        tested,
        tail: place.tail === true && !pipeline.negated && !pipeline.timed,
      });
    } else this.state.status = await this.#runPipes(pipeline);
    if (pipeline.negated) this.state.status = this.state.status === 0 ? 1 : 0;
    if (pipeline.timed) await this.#printTime(this.process.box.now() - started);
    if (this.pendingSignals.length > 0) await this.runTraps();
    if (this.state.options.errexit && !tested && this.state.status !== 0)
      throw new LeaveShell(this.state.status);
  }

  #printTime(ms: number): Promise<void> {
    const real = `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`;
    return this.process.print(2, `\nreal\t${real}\nuser\t0m0.000s\nsys\t0m0.000s\n`);
  }

  async #runPipes(pipeline: Pipeline): Promise<number> {
    const children = this.#startPipes(pipeline.commands);
    const statuses = await this.waitForeground(children);
    this.state.setArray('PIPESTATUS', statuses.map(String));
    if (this.state.options.pipefail) return statuses.findLast((status) => status !== 0) ?? 0;
    return statuses.at(-1) ?? 0;
  }

  /** Starts every command of a pipeline as a process. */
  #startPipes(commands: readonly Command[], { background = false } = {}): Process[] {
    const children: Process[] = [];
    let input: Descriptor | undefined;
    for (const [i, command] of commands.entries()) {
      const pipe = i < commands.length - 1 ? new Pipe() : undefined;
      const child = this.fork({ leader: children[0], background: background && i === 0 });
      if (input) child.setFd(0, input);
      if (pipe) child.openFd(1, pipe.writer);
      input = pipe && new Descriptor(pipe.reader);
      void child.run((process) =>
        this.#subshell(process, (shell) => shell.#runCommand(command, { tail: true })),
      );
      children.push(child);
    }
    return children;
  }

  async #background(item: AndOr): Promise<void> {
    const simple = item.rest.length === 0 && !item.first.negated ? item.first.commands : undefined;
    const children = simple
      ? this.#startPipes(simple, { background: true })
      : [this.#startList([{ ...item, background: false }])];
    const process = children.at(-1);
    if (!process) return;
    const number = Math.max(0, ...this.state.jobs.map((job) => job.number)) + 1;
    this.state.jobs.push({ number, process, processes: children, command: item.first.source });
    this.state.lastBackground = process.pid;
    this.state.status = 0;
    if (this.state.interactive) await this.process.print(2, `[${number}] ${process.pid}\n`);
  }

  #startList(list: List): Process {
    const child = this.fork({ background: true });
    void child.run((process) => this.#subshell(process, (shell) => shell.runList(list, { tail: true })));
    return child;
  }

  /** A child that is a copy of this shell. With job control each pipeline is a process group of its own. */
  fork({ leader, background = false }: { leader?: Process | undefined; background?: boolean } = {}): Process {
    const { process, state } = this;
    const child = this.#newProcess();
    if (state.interactive) child.pgid = leader?.pgid ?? child.pid;
    if (state.interactive && !background && child.tty) child.tty.foreground = child.pgid;
    if (background && !state.interactive) {
      child.setFd(0, process.box.open(child, '/dev/null'));
      child.actions.set('SIGINT', 'ignore');
      child.actions.set('SIGQUIT', 'ignore');
    }
    return child;
  }

  #newProcess(): Process {
    const { process, state } = this;
    try {
      const { argv, env, cwd, user } = process;
      return process.box.fork({ parent: process, argv, env, cwd, user });
    } catch (error) {
      if (!(error instanceof PosixError && error.code === 'EAGAIN')) throw error;
      throw new ShellError(forkFailure(state, error), 2);
    }
  }

  /** `( ... )` */
  async runSubshell(body: List, place: Place): Promise<number> {
    const child = this.fork();
    void child.run((process) =>
      this.#subshell(process, (shell) => shell.runList(body, { tested: place.tested === true, tail: true })),
    );
    const [status = 0] = await this.waitForeground([child]);
    return status;
  }

  async #subshell(process: Process, body: (shell: Shell) => Promise<unknown>): Promise<number> {
    const shell = new Shell(process, this.state.fork());
    shell.loopDepth = this.loopDepth;
    shell.callDepth = this.callDepth;
    return shell.main(async () => {
      await body(shell);
      return shell.state.status;
    });
  }

  /** Waits for children in the foreground and gives the terminal back. */
  async waitForeground(children: readonly Process[]): Promise<number[]> {
    const statuses: number[] = [];
    for (const child of children) statuses.push((await this.process.waitFor(child.exited)).exitCode);
    const { tty, pgid } = this.process;
    if (this.state.interactive && tty) tty.foreground = pgid;
    const last = children.at(-1);
    if (last) await this.#reportDeath(last.status?.signal, last);
    return statuses;
  }

  async #reportDeath(signal: SignalName | undefined, child: Process): Promise<void> {
    if (!signal) return;
    const { interactive, flavor } = this.state;
    if (signal === 'SIGINT' && interactive) throw new Interrupted();
    const text = SIGNAL_TEXTS[signal];
    if (text === undefined || signal === 'SIGPIPE') return;
    if (flavor === 'ash' || interactive) return this.process.print(2, `${text}\n`);
    if (flavor === 'bash')
      await this.complain(`${String(child.pid).padStart(5)} ${text.padEnd(22)}  ${child.argv.join(' ')}`);
  }

  // ------------------------------------------------------------------------------------------------------- commands

  async #runCommand(command: Command, place: Place): Promise<number> {
    if (this.process.tick()) await this.process.giveWay();
    if (this.interrupted) throw new Interrupted();
    if (this.pendingSignals.length > 0) await this.runTraps();
    try {
      if (command.kind === 'simple') this.state.status = await this.#simple(command, place);
      else if (command.kind === 'compound') this.state.status = await this.#withRedirections(command, place);
      else {
        this.state.functions.set(command.name, command.body);
        this.state.status = 0;
      }
    } catch (error) {
      this.state.status = await this.#recover(error);
    }
    return this.state.status;
  }

  /** Errors of the shell end a script; at a prompt they only end the command. */
  async #recover(error: unknown): Promise<number> {
    if (error instanceof RedirectionFailure) {
      await this.complain(error.message);
      return 1;
    }
    throw error;
  }

  async #withRedirections(command: Command & { kind: 'compound' }, place: Place): Promise<number> {
    const { compound, redirections } = command;
    if (redirections.length === 0) return runCompound(this, compound, place);
    const undo = await redirect(this, redirections);
    try {
      return await runCompound(this, compound, { tested: place.tested === true });
    } finally {
      undo();
    }
  }

  // ------------------------------------------------------------------------------------------------------- simple

  async #simple(command: SimpleCommand, place: Place): Promise<number> {
    this.state.line = command.line;
    this.#substituted = undefined;
    const argv = await this.expander.fields(this.#unalias(command.words));
    if (this.state.options.xtrace) await this.#trace(command, argv);
    const [name] = argv;
    if (name === undefined) return this.#assignOnly(command);
    const body = this.state.functions.get(name);
    const builtin = BUILTINS.get(name);
    if (builtin && (SPECIAL_BUILTINS.has(name) || !body)) return this.#builtin(builtin, argv, command);
    if (body) return this.#function(body, argv, command);
    return this.#external(argv, command, place);
  }

  #unalias(words: readonly Word[]): readonly Word[] {
    const first = words[0]?.[0];
    if (this.state.aliases.size === 0 || first?.kind !== 'text' || words[0]?.length !== 1) return words;
    const alias = this.state.aliases.get(first.text);
    if (alias === undefined) return words;
    const list = new Parser(alias, this.state.dialect).next();
    const command = list?.[0]?.first.commands[0];
    return command?.kind === 'simple' ? [...command.words, ...words.slice(1)] : words;
  }

  async #trace(command: SimpleCommand, argv: readonly string[]): Promise<void> {
    const words = argv.map((word) =>
      /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
    );
    const assigned = await Promise.all(
      command.assignments.map(async ({ name, value }) => `${name}=${await this.expander.text(value)}`),
    );
    await this.process.print(2, `${this.state.get('PS4') ?? '+ '}${[...assigned, ...words].join(' ')}\n`);
  }

  async #assignOnly(command: SimpleCommand): Promise<number> {
    await this.assign(command);
    const undo = await redirect(this, command.redirections);
    undo();
    return this.#substituted ?? 0;
  }

  async assign({ assignments }: SimpleCommand, { exported }: { exported?: boolean } = {}): Promise<void> {
    for (const { name, append, index, value, elements } of assignments) {
      if (elements) {
        const values = await this.expander.fields(elements);
        this.state.setArray(
          name,
          append ? [...(this.state.variables.get(name)?.array ?? []), ...values] : values,
        );
        continue;
      }
      const text = await this.expander.text(value);
      if (index) {
        const at = await this.expander.arithmetic(index);
        this.expander.scope().set(`${name}[${at}]`, text);
      } else
        this.state.set(
          name,
          append ? (this.state.get(name) ?? '') + text : text,
          exported ? { exported } : {},
        );
    }
  }

  async #builtin(builtin: Builtin, argv: readonly string[], command: SimpleCommand): Promise<number> {
    const name = argv[0] ?? '';
    if (name === 'exec') {
      const undo = await redirect(this, command.redirections);
      if (argv.length === 1) return 0; // the redirections stay
      await this.assign(command, { exported: true });
      try {
        return await this.execInPlace(argv.slice(1));
      } finally {
        undo();
      }
    }
    const undo = await redirect(this, command.redirections);
    const restore = SPECIAL_BUILTINS.has(name) ? () => {} : this.#remember(command);
    try {
      await this.assign(command);
      return await builtin(this, argv.slice(1), name);
    } catch (error) {
      if (error instanceof PosixError && error.code !== 'EINTR') {
        await this.complain(
          `${name}: ${error.code === 'EPIPE' ? 'write error: Broken pipe' : error.message}`,
        );
        return 1;
      }
      throw error;
    } finally {
      restore();
      undo();
    }
  }

  /** Assignments before a builtin or function last as long as it runs. */
  #remember({ assignments }: SimpleCommand): () => void {
    const old = assignments.map(({ name }) => [name, this.state.variables.get(name)] as const);
    return () => {
      for (const [name, variable] of old) {
        if (variable) this.state.variables.set(name, variable);
        else this.state.variables.delete(name);
      }
    };
  }

  async #function(body: Command, argv: readonly string[], command: SimpleCommand): Promise<number> {
    if (this.callDepth >= MAX_CALLS) throw new ShellError('maximum function nesting level exceeded', 2);
    const undo = await redirect(this, command.redirections);
    const restore = this.#remember(command);
    await this.assign(command);
    const outer = this.state.positional;
    this.state.positional = argv.slice(1);
    const locals = new Map<
      string,
      (typeof this.state.scopes)[number] extends Map<string, infer V> ? V : never
    >();
    this.state.scopes.push(locals);
    this.callDepth++;
    try {
      return await this.#runCommand(body, {});
    } catch (error) {
      if (error instanceof LeaveFunction) return error.status;
      throw error;
    } finally {
      this.callDepth--;
      this.state.scopes.pop();
      for (const [name, variable] of locals) {
        if (variable) this.state.variables.set(name, variable);
        else this.state.variables.delete(name);
      }
      this.state.positional = outer;
      restore();
      undo();
    }
  }

  async #external(argv: readonly string[], command: SimpleCommand, place: Place): Promise<number> {
    if (place.tail === true && this.state.traps.size === 0 && !this.state.interactive) {
      await this.assign(command, { exported: true });
      await redirect(this, command.redirections);
      return this.execInPlace(argv);
    }
    return this.runProgram(argv, command);
  }

  /** Runs a program as a child in the foreground. */
  async runProgram(argv: readonly string[], command?: SimpleCommand): Promise<number> {
    const child = this.fork();
    void child.run((process) =>
      this.#programIn(process, async (shell) => {
        if (command) await redirect(shell, command.redirections);
        if (command) await shell.assign(command, { exported: true });
        return shell.execInPlace(argv);
      }),
    );
    const [status = 0] = await this.waitForeground([child]);
    return status;
  }

  /** A child shell that only becomes another program. */
  async #programIn(process: Process, body: (shell: Shell) => Promise<number>): Promise<number> {
    const shell = new Shell(process, this.state.fork());
    return shell.main(async () => {
      try {
        return await body(shell);
      } catch (error) {
        if (!(error instanceof RedirectionFailure)) throw error;
        await shell.complain(error.message);
        return 1;
      }
    });
  }

  /** Makes this process that program. Never comes back: the program's status ends the shell. */
  async execInPlace(argv: readonly string[]): Promise<number> {
    const { process, state } = this;
    const [name = ''] = argv;
    const path = process.box.which(name, process);
    if (path === undefined) {
      const exists = name.includes('/');
      if (exists)
        await this.complain(
          `${name}: ${state.flavor === 'bash' ? 'No such file or directory' : 'not found'}`,
        );
      else await process.print(2, notFound(state, name));
      throw new LeaveShell(127);
    }
    const body = await this.#load(path, argv);
    process.argv = argv;
    process.env = state.environment();
    for (const [signal, action] of process.actions) if (action !== 'ignore') process.actions.delete(signal);
    throw new LeaveShell(await body(process));
  }

  async #load(path: string, argv: readonly string[]): Promise<Body> {
    const { process } = this;
    try {
      return process.box.load(path, argv, process.user);
    } catch (error) {
      // A text file without "#!" is a script of the shell that met it.
      if (error instanceof NotExecutable)
        return process.box.load(SHELL_PATH, [SHELL_PATH, path, ...argv.slice(1)], process.user);
      await this.complain(`${argv[0]}: ${error instanceof PosixError ? error.text : String(error)}`);
      throw new LeaveShell(126);
    }
  }

  // ------------------------------------------------------------------------------------------------------- substitution

  async substitute(part: WordPart & { kind: 'command' }): Promise<string> {
    const pipe = new Pipe();
    const child = this.fork();
    child.openFd(1, pipe.writer);
    void child.run((process) =>
      this.#subshell(process, async (shell) => {
        for (const list of this.#listsOf(part))
          await shell.runList(list, { tail: list === this.#listsOf(part).at(-1) });
      }),
    );
    const reader = new Descriptor(pipe.reader);
    const output = await this.#collect(reader);
    const status = await this.process.waitFor(child.exited);
    this.#substituted = status.exitCode;
    this.state.status = status.exitCode;
    return output.replace(/\n+$/, '');
  }

  async #collect(descriptor: Descriptor): Promise<string> {
    const decoder = new TextDecoder();
    let output = '';
    try {
      for (;;) {
        const chunk = await descriptor.file.read(this.process, MAX_SUBSTITUTION);
        if (!chunk) return output + decoder.decode();
        output += decoder.decode(chunk, { stream: true });
        if (output.length > MAX_SUBSTITUTION) throw new ShellError('out of memory', 2);
      }
    } finally {
      descriptor.close();
    }
  }

  /** The parsed body, kept: a loop runs the same substitution many times. */
  #listsOf(part: WordPart & { kind: 'command' }): List[] {
    const known = this.#parsed.get(part);
    if (known) return known;
    const parser = new Parser(part.source, this.state.dialect);
    const lists: List[] = [];
    for (let list = this.#parse(parser); list; list = this.#parse(parser)) lists.push(list);
    this.#parsed.set(part, lists);
    return lists;
  }

  // ------------------------------------------------------------------------------------------------------- traps

  /** Sets what a signal does to this shell; undefined is the default action. */
  setTrap(name: string, action: string | undefined): void {
    if (action === undefined || action === '') this.state.traps.delete(name);
    else this.state.traps.set(name, action);
    if (name === 'EXIT') return;
    const signal = name as SignalName;
    if (action === undefined) this.process.actions.delete(signal);
    else if (action === '') this.process.actions.set(signal, 'ignore');
    else this.process.actions.set(signal, (received) => this.pendingSignals.push(received));
  }

  async runTraps(): Promise<void> {
    if (this.#inTrap) return;
    this.#inTrap = true;
    try {
      for (let signal = this.pendingSignals.shift(); signal; signal = this.pendingSignals.shift()) {
        const action = this.state.traps.get(signal);
        const before = this.state.status;
        if (action !== undefined) await this.runSource(action);
        this.state.status = before;
      }
    } finally {
      this.#inTrap = false;
    }
  }

  /** 128 + n of the signal that interrupted a wait. */
  get interruptedStatus(): number {
    const signal = this.pendingSignals[0];
    return 128 + (signal ? signalNumber(signal) : 0);
  }
}

const SHELL_PATH = '/bin/sh';
