/** The source "tail": follows files by their patterns, from where it had read them before. */
// upstream: github.com/fluent/fluentd lib/fluent/plugin/in_tail.rb
import { own } from '@/apimachinery';
import { errorCode } from '../shared/http';
import { ConfigError, type Section } from './config';
import { expand } from './glob';
import { type LineParser, parserOf } from './parse';
import { listOf, pathPattern } from './patterns';
import type { Emit, PipelineContext } from './pipeline';

/** How much of a file is taken at once: one that grows as fast as it is read keeps nobody else waiting. */
const MAX_READ = 32 << 10;
const DEFAULT_REFRESH_S = 60;
const OTHERS_MAY_READ = 0o004;
const decoder = new TextDecoder();

interface Followed {
  position: number;
  rest: string;
}

export class Tail {
  readonly #parse: LineParser;
  readonly #followed = new Map<string, Followed>();
  readonly #refused = new Set<string>();
  readonly #refreshMs: number;
  #positions: Readonly<Record<string, number>> = {};
  #refreshAt = 0;
  #started = false;

  constructor(
    private readonly section: Section,
    private readonly emit: Emit,
    private readonly to: PipelineContext,
  ) {
    const { path, tag, refresh_interval } = section.parameters;
    if (path === undefined) throw new ConfigError("'path' parameter is required");
    if (tag === undefined) throw new ConfigError("'tag' parameter is required");
    this.#parse = parserOf(section.sections.find(({ name }) => name === 'parse'));
    this.#refreshMs = seconds(refresh_interval) * 1000;
  }

  /** Reads what is new; whether there was anything. */
  async poll(): Promise<boolean> {
    const now = this.to.context.now();
    const isFirst = !this.#started;
    if (now >= this.#refreshAt) {
      this.#refreshAt = now + this.#refreshMs;
      await this.#refresh();
    }
    let grown = false;
    for (const [path, followed] of this.#followed) grown = (await this.#read(path, followed)) || grown;
    if (grown || isFirst) await this.#keepPositions();
    return grown;
  }

  async #refresh(): Promise<void> {
    const { fs } = this.to.context;
    if (!this.#started) this.#positions = await this.#readPositions();
    const { path, exclude_path, read_from_head } = this.section.parameters;
    const excluded = listOf(exclude_path).map(pathPattern);
    const found = (await Promise.all(listOf(path).map((glob) => expand(fs, glob)))).flat();
    for (const file of found) {
      if (this.#followed.has(file) || excluded.some((matches) => matches(file))) continue;
      const stat = await fs.stat(file).catch(() => undefined);
      if (stat?.type !== 'file') continue;
      if (this.to.context.uid && !(stat.mode & OTHERS_MAY_READ)) {
        if (!this.#refused.has(file))
          this.to.log('warn', `${file} unreadable. It is excluded and would be examined next time.`);
        this.#refused.add(file);
        continue;
      }
      const fromHead = this.#started || read_from_head === 'true';
      this.#followed.set(file, {
        position: own(this.#positions, file) ?? (fromHead ? 0 : stat.size),
        rest: '',
      });
      this.to.log('info', `following tail of ${file}`);
    }
    for (const file of this.#followed.keys()) if (!found.includes(file)) this.#followed.delete(file);
    this.#started = true;
  }

  async #read(path: string, followed: Followed): Promise<boolean> {
    const { fs } = this.to.context;
    const size = (await fs.stat(path).catch(() => undefined))?.size;
    if (size === undefined || size === followed.position) return false;
    // It began anew: rotated, or cut off.
    if (size < followed.position) followed.position = 0;
    const bytes = (await fs.readFile(path)).subarray(followed.position, followed.position + MAX_READ);
    followed.position += bytes.length;
    const lines = (followed.rest + decoder.decode(bytes)).split('\n');
    followed.rest = lines.pop() ?? '';
    for (const line of lines) this.#line(path, line);
    return true;
  }

  #line(path: string, line: string): void {
    const parsed = this.#parse(line);
    if (!parsed) {
      this.to.log('warn', `pattern not matched: ${JSON.stringify(line)}`);
      return;
    }
    const { tag = '' } = this.section.parameters;
    const { record, timeMs = this.to.context.now() } = parsed;
    this.emit({ tag: tag.replace('*', path.slice(1).replaceAll('/', '.')), timeMs, record });
  }

  async #readPositions(): Promise<Readonly<Record<string, number>>> {
    const { pos_file } = this.section.parameters;
    if (pos_file === undefined) {
      this.to.log('warn', "'pos_file PATH' parameter is not set to a 'tail' source.");
      this.to.log('warn', 'this parameter is highly recommended to save the position to resume tailing.');
      return {};
    }
    try {
      const lines = decoder.decode(await this.to.context.fs.readFile(pos_file)).split('\n');
      return Object.fromEntries(
        lines.map((line) => line.split('\t')).map(([path = '', at = '']) => [path, Number.parseInt(at, 16)]),
      );
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return {};
    }
  }

  async #keepPositions(): Promise<void> {
    const { pos_file } = this.section.parameters;
    if (pos_file === undefined) return;
    const hex = (value: number) => value.toString(16).padStart(16, '0');
    const lines = [...this.#followed].map(([path, { position }]) => `${path}\t${hex(position)}\t${hex(0)}\n`);
    await this.to.context.fs.writeFile(pos_file, lines.join(''));
  }
}

/** "60", "60s", "1m" */
function seconds(text: string | undefined): number {
  const [, value, unit] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text ?? '') ?? [];
  if (value === undefined) return DEFAULT_REFRESH_S;
  return Number(value) * ({ m: 60, h: 3600 }[unit ?? ''] ?? 1);
}
