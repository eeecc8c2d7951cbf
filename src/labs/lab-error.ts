/** A lab that can't be used: the file, the line when there is one, and what to change. */
export class LabError extends Error {
  override readonly name = 'LabError';
  constructor(
    readonly file: string,
    readonly line: number | undefined,
    readonly problem: string,
  ) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`);
  }
}
