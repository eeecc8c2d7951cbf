/** What an author did wrong, said so that they can mend it: the file, the line when there is one, and the fix. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  constructor(
    /** Path as the author knows it: "content/kubernetes/02-pods/01-first-pod.mdx". */
    readonly file: string,
    readonly line: number | undefined,
    readonly problem: string,
  ) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`);
  }
}
