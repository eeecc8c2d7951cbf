/** One thing that is wrong, as an author wants to hear it. */
import { CODES, type Code } from './codes';

export interface Finding {
  readonly code: Code;
  /** From the root of the content: "labs/jobs/lab.yaml". */
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly fix: string;
}

/** @param fix where it can be said better than for all of its kind */
export const finding = (
  code: Code,
  at: { readonly file: string; readonly line?: number | undefined },
  message: string,
  fix: string = CODES[code].fix,
): Finding => ({ code, file: at.file, line: at.line ?? 1, message, fix });

export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.code.localeCompare(b.code),
  );
}
