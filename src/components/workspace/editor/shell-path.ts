/** A file of home as a shell's word, right in any folder: ~/web.yaml, ~/'my file.yaml'. */
export const shellPath = (path: string): string =>
  /^[\w./-]+$/.test(path) ? `~/${path}` : `~/'${path.replaceAll("'", `'\\''`)}'`;
