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

const PLACE_IN_TEXT = / ?\((\d+):\d+(?:-\d+:\d+)?\)/;

/** What MDX or esbuild says, and the line that it names: one of the text that it was given, not of the author's file. */
export const placeApart = (reason: string): { readonly text: string; readonly line: number | undefined } => {
  const line = PLACE_IN_TEXT.exec(reason)?.[1];
  return {
    text: reason.replace(PLACE_IN_TEXT, '').trim(),
    line: line === undefined ? undefined : Number(line),
  };
};
