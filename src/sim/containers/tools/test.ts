/** `test` and `[`. */
import { errorText } from '../errors';
import type { Process } from '../kernel/process';

class TestError extends Error {}

const UNARY = new Set([
  '-b',
  '-c',
  '-d',
  '-e',
  '-f',
  '-g',
  '-h',
  '-k',
  '-L',
  '-n',
  '-p',
  '-r',
  '-s',
  '-S',
  '-t',
  '-u',
  '-w',
  '-x',
  '-z',
  '-O',
  '-G',
]);
const BINARY = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

export async function test(process: Process, given: readonly string[], name: 'test' | '['): Promise<number> {
  const args = name === '[' ? given.slice(0, -1) : given;
  if (name === '[' && given.at(-1) !== ']') {
    await process.print(
      2,
      `${shellName(process)}: ${process.box.config.userland === 'debian' ? "[: missing `]'" : '[: missing ]'}\n`,
    );
    return 2;
  }
  try {
    return new Evaluation(process, args).run() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    await process.print(2, `${shellName(process)}: ${error.message}\n`);
    return 2;
  }
}

const shellName = (process: Process): string => (process.argv[0] ?? 'sh').split('/').at(-1) ?? 'sh';

/** A file or string test, used by `[[` too. */
export function unaryTest(process: Process, op: string, operand: string): boolean {
  const { vfs } = process.box;
  const path = process.resolve(operand);
  switch (op) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-t':
      return process.fds.get(Number(operand))?.file.tty !== undefined;
    case '-r':
    case '-w':
    case '-x':
      return vfs.may(path, process.user, op === '-r' ? 'r' : op === '-w' ? 'w' : 'x');
    case '-h':
    case '-L':
      return linkType(process, path) === 'symlink';
  }
  const at = vfs.tryLocate(path, process.user);
  if (!at) return false;
  switch (op) {
    case '-d':
      return at.inode.type === 'directory';
    case '-f':
      return at.inode.type === 'file';
    case '-c':
      return at.inode.type === 'device';
    case '-s':
      return at.inode.type === 'directory' || (at.inode.type === 'file' && at.inode.data.size > 0);
    case '-O':
      return at.inode.uid === process.user.uid;
    case '-G':
      return at.inode.gid === process.user.gid;
    case '-u':
    case '-g':
    case '-k':
      return (at.inode.mode & { '-u': 0o4000, '-g': 0o2000, '-k': 0o1000 }[op]) !== 0;
    default:
      return op === '-e' || op === '-a';
  }
}

function linkType(process: Process, path: string): string | undefined {
  try {
    return process.box.vfs.locateLink(path, process.user).inode.type;
  } catch (error) {
    errorText(error);
    return undefined;
  }
}

/** POSIX: with up to four arguments their number decides what they mean; more are parsed with -a, -o and parentheses. */
class Evaluation {
  #at = 0;

  constructor(
    private readonly process: Process,
    private readonly args: readonly string[],
  ) {}

  run(): boolean {
    const { args } = this;
    if (args.length === 0) return false;
    if (args.length === 1) return args[0] !== '';
    if (args.length === 3 && BINARY.has(args[1] ?? ''))
      return this.#binary(args[0] ?? '', args[1] ?? '', args[2] ?? '');
    const value = this.#or();
    if (this.#at < args.length) throw new TestError(`${args[this.#at]}: unknown operand`);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#accept('-o')) value = this.#and() || value;
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#accept('-a')) value = this.#not() && value;
    return value;
  }

  #not(): boolean {
    if (this.args[this.#at] === '!' && this.#at + 1 < this.args.length) {
      this.#at++;
      return !this.#not();
    }
    return this.#primary();
  }

  #primary(): boolean {
    const token = this.args[this.#at];
    if (token === undefined) throw new TestError('argument expected');
    const next = this.args[this.#at + 1];
    if (next !== undefined && BINARY.has(next) && this.#at + 2 < this.args.length) {
      this.#at += 3;
      return this.#binary(token, next, this.args[this.#at - 1] ?? '');
    }
    if (token === '(') {
      this.#at++;
      const value = this.#or();
      if (!this.#accept(')')) throw new TestError('closing paren expected');
      return value;
    }
    if (UNARY.has(token) && next !== undefined) {
      this.#at += 2;
      return unaryTest(this.process, token, next);
    }
    this.#at++;
    if (next !== undefined && !['-a', '-o', ')'].includes(next))
      throw new TestError(`${token}: unknown operand`);
    return token !== '';
  }

  #binary(a: string, op: string, b: string): boolean {
    if (op === '=' || op === '==') return a === b;
    if (op === '!=') return a !== b;
    if (op === '<') return a < b;
    if (op === '>') return a > b;
    if (op === '-nt' || op === '-ot' || op === '-ef') return this.#files(a, op, b);
    const [x, y] = [this.#integer(a), this.#integer(b)];
    return (
      { '-eq': x === y, '-ne': x !== y, '-lt': x < y, '-le': x <= y, '-gt': x > y, '-ge': x >= y }[op] ??
      false
    );
  }

  #files(a: string, op: string, b: string): boolean {
    const [x, y] = [a, b].map((path) => this.process.box.vfs.tryLocate(this.process.resolve(path)));
    if (op === '-ef') return x !== undefined && x.ino === y?.ino && x.mount.tree === y.mount.tree;
    const [newer, older] = op === '-nt' ? [x, y] : [y, x];
    return newer !== undefined && (older === undefined || newer.inode.mtime > older.inode.mtime);
  }

  #integer(text: string): number {
    if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
    const debian = this.process.box.config.userland === 'debian';
    throw new TestError(debian ? `[: ${text}: integer expression expected` : `${text}: bad number`);
  }

  #accept(token: string): boolean {
    if (this.args[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}
