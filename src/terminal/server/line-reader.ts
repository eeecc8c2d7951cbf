/** Lines of a stream that isn't trusted: what is longer than a limit is thrown away up to its end. */
import type { Readable } from 'node:stream';

export class LineReader {
  onLine: (line: string) => void = () => {};
  #pending = '';
  #skipping = false;

  constructor(stream: Readable, limit: number) {
    stream.setEncoding('latin1');
    stream.on('error', () => {});
    stream.on('data', (text: string) => this.#read(text, limit));
  }

  #read(text: string, limit: number): void {
    const lines = (this.#pending + text).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      if (!this.#skipping && line.length <= limit) this.onLine(line);
      this.#skipping = false;
    }
    this.#skipping ||= last.length > limit;
    this.#pending = this.#skipping ? '' : last;
  }
}
