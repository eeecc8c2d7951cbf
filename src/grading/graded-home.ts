/** The part of a session's home folder that grading uses. Its owner is hostile: whoever implements it follows no links. */
export interface GradedHome {
  /** A file's text; or why there is nothing to read, as the end of a sentence ("there is no such file"). */
  read(file: string): Promise<{ readonly text: string } | { readonly problem: string }>;
  /** Says that one of the files may have changed. @returns how to stop */
  watch(files: readonly string[], changed: () => void): () => void;
}
