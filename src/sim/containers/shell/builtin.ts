/** A command of the shell itself: it runs in the shell's process. `name` is what it was called by. */
import type { Shell } from './shell';

export type Builtin = (shell: Shell, args: readonly string[], name: string) => Promise<number>;

/** A value as the shell would read it back. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
