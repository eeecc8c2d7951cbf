/** How far a command is: one line that fills up in a terminal, a line a step where nobody watches. */
export interface ProgressBar {
  /** One more is over. */
  step(text: string): void;
  end(): void;
}

const WIDTH = 24;
const CLEAR_LINE = '\r\x1b[K';

/** @param out process.stdout; tests give their own */
export function progressBar(
  total: number,
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> = process.stdout,
): ProgressBar {
  let done = 0;
  if (!out.isTTY) return { step: (text) => void out.write(`[${++done}/${total}] ${text}\n`), end: () => {} };
  return {
    step: (text) => {
      done += 1;
      const filled = Math.round((done / Math.max(total, 1)) * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total}  ${text}`;
      out.write(`${CLEAR_LINE}${bar.slice(0, out.columns - 1)}`);
    },
    end: () => void out.write(CLEAR_LINE),
  };
}
