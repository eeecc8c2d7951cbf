/**
 * Runs a shell program inside a process. Everything that waits goes through the process, so a signal or the scheduler
 * can always step in; programs and subshells are processes of their own, connected by pipes that stream.
 */

import { PosixError } from '../errors';
import { Descriptor } from '../kernel/open-file';
import { Pipe } from '../kernel/pipe';
import type { Process } from '../kernel/process';
import { SIGNAL_TEXTS, type SignalName, signalNumber } from '../kernel/signals';
import type { AndOr, Command, List, Pipeline, WordPart } from './ast';
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
import { complaint, forkFailure, syntaxError } from './messages';
import { Parser, SyntaxProblem } from './parser';
import { redirect } from './redirections';
import { runSimple } from './simple-command';
import { ShellError, type ShellState } from './state';
import { Substitutions } from './substitution';

/** `tail`: nothing comes after this command, so a program may take the shell's place (as every real shell does). */
export interface Place {
  readonly tail?: boolean;
  /** Its status is tested: `set -e` leaves it alone. */
  readonly tested?: boolean;
}

export class Shell implements ExpansionHost {
  readonly expander: Expander = new Expander(this);
  readonly substitutions = new Substitutions(this);
  readonly pendingSignals: SignalName[] = [];
  /** Lines typed at the prompt. */
  readonly history: string[] = [];
  loopDepth = 0;
  /** Set by Ctrl-C at a prompt; the command that runs ends at its next step. */
  interrupted = false;
  callDepth = 0;
  #inTrap = false;

  constructor(
    readonly process: Process,
    readonly state: ShellState,
  ) {
    state.holds = (characters) => process.hold(characters);
  }

  // ------------------------------------------------------------------------------------------------------- programs

  /** Runs a whole source, command by command; the status of the last. */
  async runSource(source: string, place: Place = {}): Promise<number> {
    const parser = new Parser(source, this.state.dialect);
    let list = this.parse(parser);
    while (list) {
      const rest = parser.offset >= source.length;
      await this.runList(list, { ...place, tail: place.tail === true && rest });
      list = this.parse(parser);
    }
    return this.state.status;
  }

  /** The parser's next list; what it finds wrong, in the shell's words. */
  parse(parser: Parser): List | undefined {
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
      await this.runCommand(only, {
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
        this.inSubshell(process, (shell) => shell.runCommand(command, { tail: true })),
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
    void child.run((process) => this.inSubshell(process, (shell) => shell.runList(list, { tail: true })));
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
      this.inSubshell(process, (shell) => shell.runList(body, { tested: place.tested === true, tail: true })),
    );
    const [status = 0] = await this.waitForeground([child]);
    return status;
  }

  /** A copy of this shell runs the body in that process; the status that it leaves with. */
  async inSubshell(process: Process, body: (shell: Shell) => Promise<unknown>): Promise<number> {
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

  async runCommand(command: Command, place: Place): Promise<number> {
    if (this.process.tick()) await this.process.giveWay();
    if (this.interrupted) throw new Interrupted();
    if (this.pendingSignals.length > 0) await this.runTraps();
    try {
      if (command.kind === 'simple') this.state.status = await runSimple(this, command, place);
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

  substitute(part: WordPart & { kind: 'command' }): Promise<string> {
    return this.substitutions.output(part);
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
