/** Command substitution: what a subshell writes, read through a pipe. */
import { Descriptor } from '../kernel/open-file';
import { Pipe } from '../kernel/pipe';
import type { Process } from '../kernel/process';
import type { List, WordPart } from './ast';
import { Parser } from './parser';
import type { Shell } from './shell';
import { ShellError } from './state';

type Substitution = WordPart & { kind: 'command' };

const MAX_OUTPUT = 4 << 20;

export class Substitutions {
  /** Status of the last one, which an assignment alone takes over. */
  status: number | undefined;
  readonly #parsed = new WeakMap<Substitution, List[]>();

  constructor(private readonly shell: Shell) {}

  /** The output without its last newlines. */
  async output(part: Substitution): Promise<string> {
    const { shell } = this;
    const pipe = new Pipe();
    const child = shell.fork();
    child.openFd(1, pipe.writer);
    void child.run((process) =>
      shell.inSubshell(process, async (inner) => {
        const lists = this.#listsOf(part);
        for (const list of lists) await inner.runList(list, { tail: list === lists.at(-1) });
      }),
    );
    const output = await collect(shell.process, new Descriptor(pipe.reader));
    const { exitCode } = await shell.process.waitFor(child.exited);
    this.status = exitCode;
    shell.state.status = exitCode;
    return output.replace(/\n+$/, '');
  }

  /** The parsed body, kept: a loop runs the same substitution many times. */
  #listsOf(part: Substitution): List[] {
    const known = this.#parsed.get(part);
    if (known) return known;
    const parser = new Parser(part.source, this.shell.state.dialect);
    const lists: List[] = [];
    for (let list = this.shell.parse(parser); list; list = this.shell.parse(parser)) lists.push(list);
    this.#parsed.set(part, lists);
    return lists;
  }
}

async function collect(process: Process, descriptor: Descriptor): Promise<string> {
  const decoder = new TextDecoder();
  let output = '';
  try {
    for (;;) {
      const chunk = await descriptor.file.read(process, MAX_OUTPUT);
      if (!chunk) return output + decoder.decode();
      output += decoder.decode(chunk, { stream: true });
      if (output.length > MAX_OUTPUT) throw new ShellError('out of memory', 2);
    }
  } finally {
    descriptor.close();
  }
}
