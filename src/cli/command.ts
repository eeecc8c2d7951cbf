/** What a command is. */
export interface Command {
  /** Its words: ['admin', 'reset-password']. */
  readonly name: readonly string[];
  readonly summary: string;
  /** @returns the exit code; throws a UsageError for words that make no sense */
  run(words: readonly string[]): Promise<number>;
}
