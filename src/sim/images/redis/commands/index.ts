/** The commands that the simulated server knows: strings, lists, sets, hashes, expiry, and what clients ask first. */
import { own } from '@/apimachinery';
import { type Reply, RespError } from '../resp';
import { collectionCommands } from './collections';
import { keyCommands } from './keys';
import { serverCommands } from './server';
import { stringCommands } from './strings';
import type { CommandContext, CommandTable } from './types';

export type { ServerState, Session } from './types';

const COMMANDS: CommandTable = {
  ...serverCommands,
  ...stringCommands,
  ...keyCommands,
  ...collectionCommands,
};

/** Runs one command; errors of the protocol come back as values. */
export async function execute(words: readonly string[], context: CommandContext): Promise<Reply> {
  const [name = '', ...args] = words;
  const lower = name.toLowerCase();
  const command = own(COMMANDS, lower);
  if (!command) {
    const shown = args.map((a) => `'${a}' `).join('');
    return new RespError(`ERR unknown command '${name}', with args beginning with: ${shown}`);
  }
  if (command.arity >= 0 ? words.length !== command.arity : words.length < -command.arity) {
    return new RespError(`ERR wrong number of arguments for '${lower}' command`);
  }
  const open = ['auth', 'hello', 'quit'];
  if (context.state.password !== undefined && !context.session.authenticated && !open.includes(lower)) {
    return new RespError('NOAUTH Authentication required.');
  }
  context.state.commandsProcessed++;
  try {
    return await command.run(args, context);
  } catch (error) {
    if (error instanceof RespError) return error;
    throw error;
  }
}
