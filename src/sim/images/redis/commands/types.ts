/** What a command is, and what it works with. */
import type { Keyspace } from '../keyspace';
import { type Reply, RespError } from '../resp';

export interface Session {
  authenticated: boolean;
  db: number;
}

export interface ServerState {
  readonly version: string;
  readonly port: number;
  readonly startedAt: number;
  readonly password: string | undefined;
  readonly config: ReadonlyMap<string, string>;
  readonly databases: readonly Keyspace[];
  readonly now: () => number;
  connectedClients: number;
  commandsProcessed: number;
  save(): Promise<void>;
  shutdown(): void;
}

export interface CommandContext {
  readonly keys: Keyspace;
  readonly state: ServerState;
  readonly session: Session;
}

export interface Command {
  /** As COMMAND INFO tells it: counts the name; negative: at least. */
  readonly arity: number;
  run(args: readonly string[], context: CommandContext): Reply | Promise<Reply>;
}

export type CommandTable = Readonly<Record<string, Command>>;

const NOT_AN_INTEGER = 'ERR value is not an integer or out of range';

export function integer(text: string | undefined): number {
  if (text === undefined || !/^-?\d{1,19}$/.test(text)) throw new RespError(NOT_AN_INTEGER);
  return Number(text);
}

/** name value name value … */
export function setPairs(
  args: readonly string[],
  write: (field: string, value: string) => void,
  name: string,
): void {
  if (args.length % 2 !== 0) throw new RespError(`ERR wrong number of arguments for '${name}' command`);
  for (let i = 0; i < args.length; i += 2) write(args[i] ?? '', args[i + 1] ?? '');
}
