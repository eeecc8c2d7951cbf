/**
 * A lab in the author's own terminal, set up exactly as for a student. `check` in its shell gives the ticks: the shell
 * asks by an escape sequence that no terminal shows, and finds the answer in a file of its home.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Verdict } from '@/grading/verdict';
import type { Lab } from '@/labs';
import { decodeOutput, serverMessage } from '@/terminal/protocol';
import { type HostAddress, openBench } from './bench/sessions';
import { ticks } from './ticks';

const READY = '\x1b]777;sealegs;play\x07';
const ASKED = '\x1b]777;sealegs;check\x07';
const ANSWER = '.sealegs-check';
/** A leading blank: not in the history. */
const SET_UP = [
  ' check() { rm -f ~/ANSWER; printf "\\e]777;sealegs;check\\a"; until [ -e ~/ANSWER ]; do sleep 0.05; done',
  'cat ~/ANSWER; rm -f ~/ANSWER; }',
  'printf "\\e]777;sealegs;play\\a"\r',
]
  .join('; ')
  .replaceAll('ANSWER', ANSWER);

/** Where the author sits. */
export interface Seat {
  readonly input: Readable;
  write(data: string | Uint8Array): void;
  size(): { readonly cols: number; readonly rows: number };
  /** @returns how to stop listening */
  onResize(listener: () => void): () => void;
}

/** @returns the verdict at the end, when the shell was left */
export async function playLab(host: HostAddress, lab: Lab, seat: Seat): Promise<Verdict> {
  const bench = await openBench(host, lab);
  const answer = path.join(host.data, 'sessions', bench.sessionId, 'home', ANSWER);
  const tell = async () => {
    await writeFile(`${answer}.new`, ticks(await bench.grade()), { mode: 0o644 });
    await rename(`${answer}.new`, answer);
  };
  try {
    await sit(bench.terminal('1', seat.size()), seat, () => {
      tell().catch((error) => seat.write(`\r\n${String(error)}\r\n`));
    });
    return await bench.grade();
  } finally {
    await rm(answer, { force: true });
    await bench.close();
  }
}

/** Bytes to and fro until the shell ends; what its set-up prints is not shown. */
function sit(
  socket: ReturnType<Awaited<ReturnType<typeof openBench>>['terminal']>,
  seat: Seat,
  onCheck: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let hidden: string | undefined = '';
    let tail = '';
    const type = (data: Uint8Array) => socket.send(data);
    const leave = () => type(Buffer.from('\x04'));
    const stopResize = seat.onResize(() => socket.send(JSON.stringify({ type: 'resize', ...seat.size() })));
    const show = (bytes: Uint8Array) => {
      const text = Buffer.from(bytes).toString('latin1');
      if (hidden === undefined) {
        if ((tail + text).includes(ASKED)) onCheck();
        // The sequence may come in two pieces, and counts once.
        tail = (tail + text).slice(1 - ASKED.length);
        seat.write(bytes);
        return;
      }
      const before = hidden;
      hidden += text;
      // At its first prompt the shell is told what `check` means.
      if (!before.includes('$') && hidden.includes('$')) type(Buffer.from(SET_UP));
      const ready = hidden.indexOf(READY);
      if (ready === -1) return;
      seat.write(Buffer.from(hidden.slice(ready + READY.length), 'latin1'));
      hidden = undefined;
      seat.input.on('data', type);
      seat.input.once('end', leave);
    };
    const end = (error?: Error) => {
      stopResize();
      seat.input.off('data', type).off('end', leave);
      socket.close();
      if (error) reject(error);
      else resolve();
    };
    socket.on('message', (data, isBinary) => {
      if (isBinary) return show(decodeOutput(data as Buffer).bytes);
      const message = serverMessage.parse(JSON.parse(String(data)));
      if (message.type === 'exit') end();
      if (message.type === 'step' && message.state === 'failed') end(new Error(message.message));
    });
    socket.on('error', end);
    socket.on('close', () => end());
  });
}
