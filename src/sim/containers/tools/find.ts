/** `find`. */
import { errorText } from '../errors';
import type { Inode } from '../fs/inode';
import { baseName, join } from '../fs/paths';
import type { Process } from '../kernel/process';
import { matches } from '../shell/pattern';
import { runChild } from './children';
import { sizeOf } from './describe';
import { isBusybox, numberOf, ToolError, tool } from './io';
import { each } from './operands';

/** Conditions of `find`, in order; an action among them prints nothing by itself. */
interface Found {
  readonly path: string;
  readonly inode: Inode;
}
type Test = (found: Found) => boolean | Promise<boolean>;

export const find = tool(async (process, args) => {
  const at = args.findIndex((arg) => /^[-(!]/.test(arg));
  const roots = at < 0 ? [...args] : args.slice(0, at);
  const expression = at < 0 ? [] : args.slice(at);
  const limits = { min: 0, max: Number.POSITIVE_INFINITY };
  const parser = new FindParser(process, expression, limits);
  const test = parser.parse();
  const visit = async (path: string, shown: string, depth: number): Promise<void> => {
    const { inode } = process.box.vfs.locateLink(path, process.user);
    if (process.tick(2)) await process.giveWay();
    if (depth >= limits.min) await test({ path: shown, inode });
    if (inode.type !== 'directory' || depth >= limits.max) return;
    for (const name of [...inode.entries.keys()].sort())
      await visit(join(path, name), join(shown, name), depth + 1);
  };
  return each(
    process,
    roots.length > 0 ? roots : ['.'],
    (path, name) => visit(path, name, 0),
    (name, error) => (isBusybox(process) ? `${name}: ${errorText(error)}` : `'${name}': ${errorText(error)}`),
  );
});

class FindParser {
  #at = 0;
  #acts = false;

  constructor(
    private readonly process: Process,
    private readonly words: readonly string[],
    private readonly limits: { min: number; max: number },
  ) {}

  parse(): Test {
    const test = this.words.length > 0 ? this.#or() : () => true;
    const acts = this.#acts;
    return async (found) => {
      const holds = await test(found);
      if (holds && !acts) await this.process.print(1, `${found.path}\n`);
      return holds;
    };
  }

  #or(): Test {
    let left = this.#and();
    while (this.#accept('-o') || this.#accept('-or')) {
      const [a, b] = [left, this.#and()];
      left = async (found) => (await a(found)) || b(found);
    }
    return left;
  }

  #and(): Test {
    let left = this.#primary();
    while (this.#at < this.words.length && !['-o', '-or', ')'].includes(this.words[this.#at] ?? '')) {
      if (this.#accept('-a') || this.#accept('-and')) continue;
      const [a, b] = [left, this.#primary()];
      left = async (found) => (await a(found)) && b(found);
    }
    return left;
  }

  #accept(word: string): boolean {
    if (this.words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #value(): string {
    return this.words[this.#at++] ?? '';
  }

  #primary(): Test {
    const word = this.#value();
    switch (word) {
      case '(': {
        const inner = this.#or();
        this.#accept(')');
        return inner;
      }
      case '!':
      case '-not': {
        const inner = this.#primary();
        return async (found) => !(await inner(found));
      }
      case '-name':
      case '-iname': {
        const pattern = this.#value();
        const fold = word === '-iname' ? (text: string) => text.toLowerCase() : (text: string) => text;
        return ({ path }) => matches(fold(pattern), fold(baseName(path)));
      }
      case '-path': {
        const pattern = this.#value();
        return ({ path }) => matches(pattern, path);
      }
      case '-type': {
        const kind = { f: 'file', d: 'directory', l: 'symlink', c: 'device' }[this.#value()];
        return ({ inode }) => inode.type === kind;
      }
      case '-maxdepth':
        this.limits.max = numberOf(this.#value());
        return () => true;
      case '-mindepth':
        this.limits.min = numberOf(this.#value());
        return () => true;
      case '-size': {
        const text = this.#value();
        const bytes = numberOf(text.replace(/^[+-]/, '').replace(/^(\d+)$/, '$1b'));
        return ({ inode }) => compare(text, sizeOf(inode), bytes);
      }
      case '-mtime':
      case '-mmin': {
        const text = this.#value();
        const unit = word === '-mmin' ? 60_000 : 86_400_000;
        return ({ inode }) =>
          compare(
            text,
            Math.floor((this.process.box.now() - inode.mtime) / unit),
            Number(text.replace(/^[+-]/, '')),
          );
      }
      case '-newer': {
        const reference = this.process.box.vfs.locate(this.process.resolve(this.#value())).inode.mtime;
        return ({ inode }) => inode.mtime > reference;
      }
      case '-empty':
        return ({ inode }) =>
          inode.type === 'file'
            ? inode.data.size === 0
            : inode.type === 'directory' && inode.entries.size === 0;
      case '-perm': {
        const mode = Number.parseInt(this.#value().replace(/^[-/]/, ''), 8);
        return ({ inode }) => (inode.mode & mode) === mode;
      }
      case '-print':
      case '-print0':
        this.#acts = true;
        return async ({ path }) => {
          await this.process.print(1, `${path}${word === '-print0' ? '\0' : '\n'}`);
          return true;
        };
      case '-delete':
        this.#acts = true;
        return ({ path }) => {
          this.process.box.vfs.removeAll(this.process.resolve(path), this.process.user);
          return true;
        };
      case '-exec':
        return this.#exec();
      default:
        throw new ToolError(
          isBusybox(this.process) ? `unrecognized: ${word}` : `unknown predicate '${word}'`,
        );
    }
  }

  #exec(): Test {
    this.#acts = true;
    const argv: string[] = [];
    while (this.#at < this.words.length && this.words[this.#at] !== ';' && this.words[this.#at] !== '+')
      argv.push(this.#value());
    this.#at++;
    return async ({ path }) => {
      const child = await runChild(
        this.process,
        argv.map((word) => word.replaceAll('{}', path)),
      );
      return (await this.process.waitFor(child.exited)).exitCode === 0;
    };
  }
}

function compare(text: string, value: number, wanted: number): boolean {
  if (text.startsWith('+')) return value > wanted;
  return text.startsWith('-') ? value < wanted : value === wanted;
}
