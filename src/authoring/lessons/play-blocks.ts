/**
 * A lesson's blocks, carried out in order as a student who clicks each one does it, and judged by what their words say
 * (content/block-meta). A block without `terminal=` runs in the terminal used last. One with `stop=` stays while blocks
 * of other terminals run, so that a forwarded port can be asked; it is interrupted when its seconds are over and its
 * terminal is wanted again, or the lesson ends.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileBlock, RunBlock } from '@/content';
import type { Ran, Running, Shell } from '../bench/shell';

type PlayedShell = Pick<Shell, 'start' | 'interrupt' | 'close'>;

export interface PlayOptions {
  readonly blocks: readonly (RunBlock | FileBlock)[];
  openShell(tab: string): Promise<PlayedShell>;
  /** Called before each block. */
  onBlock?(block: RunBlock | FileBlock): void;
  /** What a student needs between two clicks, at least. */
  readonly pauseMs?: number;
  readonly timeoutMs?: number;
}

export interface BlockFinding {
  readonly line: number;
  readonly command: string;
  readonly expected: string;
  readonly got: string;
}

const FIRST_TERMINAL = '1';
const PAUSE_MS = 500;
const TIMEOUT_MS = 60_000;
const INTERRUPT_MS = 5000;
const SHOWN_LINES = 12;
const END = 'SEALEGS_EOF';

/** @returns what did not end as it says, in order; empty when the lesson holds */
export async function playBlocks(options: PlayOptions): Promise<readonly BlockFinding[]> {
  const player = new Player(options);
  try {
    for (const block of options.blocks) {
      options.onBlock?.(block);
      await player.play(block);
    }
    await player.settleAll();
    return player.findings;
  } finally {
    player.close();
  }
}

/** A block with `stop=` that is still there. */
interface Watching {
  readonly block: RunBlock;
  readonly running: Running;
  readonly since: number;
}

class Player {
  readonly #options: PlayOptions;
  readonly #shells = new Map<string, PlayedShell>();
  readonly #watching = new Map<string, Watching>();
  readonly findings: BlockFinding[] = [];
  #active = FIRST_TERMINAL;

  constructor(options: PlayOptions) {
    this.#options = options;
  }

  async play(block: RunBlock | FileBlock): Promise<void> {
    const { timeoutMs = TIMEOUT_MS, pauseMs = PAUSE_MS } = this.#options;
    if (block.kind === 'run') this.#active = block.terminal ?? this.#active;
    const tab = this.#active;
    await this.#settle(tab);
    const shell = await this.#shell(tab);
    if (block.kind === 'run' && block.interrupt) {
      await shell.interrupt(INTERRUPT_MS);
      await sleep(pauseMs); // What is typed right behind Ctrl+C can be lost with it.
    }
    const running = shell.start(block.kind === 'run' ? block.text : saving(block));
    if (block.kind === 'run' && block.stopSeconds !== undefined) {
      this.#watching.set(tab, { block, running, since: performance.now() });
    } else if (await running.ended(timeoutMs)) {
      this.#note(block, judge(block, running.result()));
    } else {
      await this.#giveUp(block, shell, { running, timeoutMs });
    }
    await sleep(pauseMs);
  }

  async settleAll(): Promise<void> {
    for (const tab of this.#watching.keys()) await this.#settle(tab);
  }

  close(): void {
    for (const shell of this.#shells.values()) shell.close();
  }

  /** Ends what watches in that terminal, when its time has come. */
  async #settle(tab: string): Promise<void> {
    const watching = this.#watching.get(tab);
    if (!watching) return;
    this.#watching.delete(tab);
    const { block, running, since } = watching;
    const left = since + (block.stopSeconds ?? 0) * 1000 - performance.now();
    if (left > 0 && (await running.ended(left))) {
      const got = `it ended by itself with exit code ${running.result().statuses.at(-1)}:\n${shown(running.result())}`;
      this.#note(block, { expected: `to run for ${block.stopSeconds} s`, got });
      return;
    }
    if (!running.hasEnded()) running.interrupt();
    if (!(await running.ended(INTERRUPT_MS))) {
      const got = `no prompt ${INTERRUPT_MS / 1000} s later:\n${shown(running.result())}`;
      this.#note(block, { expected: 'to end on Ctrl+C', got });
      return;
    }
    await sleep(this.#options.pauseMs ?? PAUSE_MS);
    this.#note(block, judge(block, running.result()));
  }

  async #giveUp(
    block: RunBlock | FileBlock,
    shell: PlayedShell,
    { running, timeoutMs }: { running: Running; timeoutMs: number },
  ): Promise<void> {
    const got = `it goes on; one that is to be interrupted says stop=:\n${shown(running.result())}`;
    this.#note(block, { expected: `to end within ${timeoutMs / 1000} s`, got });
    if (!(await shell.interrupt(INTERRUPT_MS))) throw new Error(`line ${block.line}: ${got}`);
  }

  async #shell(tab: string): Promise<PlayedShell> {
    const known = this.#shells.get(tab);
    if (known) return known;
    const opened = await this.#options.openShell(tab);
    this.#shells.set(tab, opened);
    return opened;
  }

  #note(block: RunBlock | FileBlock, wrong: Pick<BlockFinding, 'expected' | 'got'> | undefined): void {
    if (!wrong) return;
    const command = block.kind === 'run' ? block.text : `(saving ${block.name})`;
    this.findings.push({ line: block.line, command, ...wrong });
  }
}

/** As the page's Save does it. */
const saving = ({ name, text }: FileBlock) => `cat > ${name} <<'${END}'\n${text}\n${END}`;

/** @returns what it should have been and what it was; undefined when it ended as it says */
export function judge(
  block: RunBlock | FileBlock,
  ran: Ran,
): Pick<BlockFinding, 'expected' | 'got'> | undefined {
  const run = block.kind === 'run' ? block : undefined;
  const exit = run?.exit ?? (run?.stopSeconds === undefined ? 0 : undefined);
  const last = ran.statuses.at(-1);
  if (last === undefined)
    return { expected: 'a command', got: `nothing that bash could run:\n${shown(ran)}` };
  // Of several commands the last one gives the exit code; the others have to go well.
  const failed = ran.statuses.slice(0, -1).find((status) => status !== 0);
  if (failed !== undefined)
    return { expected: 'each command but the last to end with exit code 0', got: ended(failed, ran) };
  if (exit !== undefined && last !== exit) return { expected: `exit code ${exit}`, got: ended(last, ran) };
  if (run?.expect !== undefined && !squeezed(ran.output).includes(squeezed(run.expect)))
    return { expected: `output with "${run.expect}"`, got: shown(ran) };
  return undefined;
}

const ended = (status: number, ran: Ran): string => `exit code ${status}:\n${shown(ran)}`;

/** Columns are as wide as what stands in them: blanks don't count. */
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function shown({ output }: Ran): string {
  const lines = output.split('\n');
  const rest = lines.length - SHOWN_LINES;
  return rest > 0 ? `… ${rest} lines before …\n${lines.slice(rest).join('\n')}` : output || '(nothing)';
}
