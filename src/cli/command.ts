/** What a command is. */
export interface Command {
  /** Its words: ['admin', 'reset-password']. */
  readonly name: readonly string[];
  readonly summary: string;
  /** @returns the exit code */
  run(words: readonly string[]): Promise<number>;
}
