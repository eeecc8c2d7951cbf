/** What a shell remembers: variables, functions, options, positional parameters, jobs, traps. A subshell has a copy. */
import type { Process } from '../kernel/process';
import type { Command } from './ast';
import type { Dialect } from './source';

export interface Variable {
  value: string;
  exported: boolean;
  readonly: boolean;
  array?: string[];
}

/** ash is busybox's shell, dash Debian's sh. They differ in texts; bash also in its language. */
export type Flavor = 'ash' | 'dash' | 'bash';

export interface Options {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  noglob: boolean;
  noexec: boolean;
  verbose: boolean;
  noclobber: boolean;
  allexport: boolean;
  pipefail: boolean;
}

export interface Job {
  readonly number: number;
  readonly process: Process;
  /** All of a pipeline; the last one's status is the job's. */
  readonly processes: readonly Process[];
  readonly command: string;
}

export class ShellError extends Error {
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message);
  }
}

export class ShellState {
  readonly variables = new Map<string, Variable>();
  readonly functions = new Map<string, Command>();
  readonly aliases = new Map<string, string>();
  readonly traps = new Map<string, string>();
  readonly options: Options;
  positional: readonly string[] = [];
  /** $0 */
  name = 'sh';
  /** $$: the main shell's, in its subshells too. */
  pid = 0;
  /** The source is a file, so that messages name the line. */
  isScript = false;
  line = 1;
  status = 0;
  lastBackground: number | undefined;
  jobs: Job[] = [];
  interactive = false;
  /** A person typed it: also true in the subshells of an interactive shell. */
  atPrompt = false;
  /** Values that `local` hides, per function call. */
  readonly scopes: Map<string, Variable | undefined>[] = [];
  /** Told how much the variables hold, when that changes. */
  holds: (characters: number) => void = () => {};
  #characters = 0;

  constructor(
    readonly flavor: Flavor,
    private readonly maxCharacters: number,
    options?: Options,
  ) {
    this.options = options ?? {
      errexit: false,
      nounset: false,
      xtrace: false,
      noglob: false,
      noexec: false,
      verbose: false,
      noclobber: false,
      allexport: false,
      pipefail: false,
    };
  }

  get dialect(): Dialect {
    return this.flavor === 'bash' ? 'bash' : 'ash';
  }

  /** The copy that a subshell works on. Traps are reset in it, jobs are not its own. */
  fork(): ShellState {
    const copy = new ShellState(this.flavor, this.maxCharacters, { ...this.options });
    for (const [name, variable] of this.variables)
      copy.variables.set(name, { ...variable, ...(variable.array && { array: [...variable.array] }) });
    for (const [name, body] of this.functions) copy.functions.set(name, body);
    for (const [name, body] of this.aliases) copy.aliases.set(name, body);
    copy.positional = this.positional;
    copy.name = this.name;
    copy.pid = this.pid;
    copy.isScript = this.isScript;
    copy.atPrompt = this.atPrompt;
    copy.line = this.line;
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.#characters = this.#characters;
    return copy;
  }

  get(name: string): string | undefined {
    const variable = this.variables.get(name);
    return variable?.array ? variable.array[0] : variable?.value;
  }

  set(name: string, value: string, { exported }: { exported?: boolean } = {}): void {
    const old = this.variables.get(name);
    if (old?.readonly)
      throw new ShellError(
        this.flavor === 'bash' ? `${name}: readonly variable` : `${name}: is read only`,
        2,
      );
    this.#account(value.length - (old?.value.length ?? 0));
    if (old?.array) {
      old.array[0] = value;
      return;
    }
    const isExported = exported ?? old?.exported ?? this.options.allexport;
    this.variables.set(name, { value, exported: isExported || this.options.allexport, readonly: false });
  }

  setArray(name: string, array: string[]): void {
    const old = this.variables.get(name);
    if (old?.readonly) throw new ShellError(`${name}: readonly variable`, 1);
    this.#account(
      array.reduce((sum, element) => sum + element.length, array.length) - (old?.value.length ?? 0),
    );
    this.variables.set(name, { value: '', exported: false, readonly: false, array });
  }

  unset(name: string): void {
    const old = this.variables.get(name);
    if (old?.readonly) throw new ShellError(`${name}: is read only`, 2);
    if (old) this.#account(-old.value.length);
    this.variables.delete(name);
  }

  /** The environment of a child. */
  environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const [name, variable] of this.variables)
      if (variable.exported) environment.set(name, variable.value);
    return environment;
  }

  #account(characters: number): void {
    this.#characters += characters;
    this.holds(this.#characters);
    if (this.#characters > this.maxCharacters) throw new ShellError('out of memory', 2);
  }
}
