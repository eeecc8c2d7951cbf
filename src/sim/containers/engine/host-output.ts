/** Standard output or error of a process that somebody outside reads; held to the cluster's output budget. */
import { PosixError } from '../errors';
import type { OpenFile } from '../kernel/open-file';
import type { Process } from '../kernel/process';

export class HostOutput implements OpenFile {
  readonly kind = 'pipe';
  readonly path = 'pipe:[0]';

  constructor(
    private readonly fd: 1 | 2,
    private readonly send: (fd: 1 | 2, bytes: Uint8Array) => void,
  ) {}

  async read(): Promise<Uint8Array | undefined> {
    throw new PosixError('EBADF');
  }

  async write(process: Process, chunk: Uint8Array): Promise<void> {
    await process.charge(1 + (chunk.length >> 8));
    const { output } = process.box.cluster.gates;
    const ms = output.take(chunk.length);
    if (ms > 0)
      await process.block((done) => {
        output.wait(ms, done);
        return () => {};
      });
    this.send(this.fd, chunk.slice());
  }

  close(): void {}
}
