/** Commands of the connection and of the server. */
import { OK, RespError, Simple } from '../resp';
import { globMatch } from './glob';
import { type CommandContext, type CommandTable, integer } from './types';

function info({ state }: CommandContext): string {
  const uptime = Math.floor((state.now() - state.startedAt) / 1000);
  const keyspace = state.databases.flatMap((db, i) => {
    const count = db.keys().length;
    return count > 0 ? [`db${i}:keys=${count},expires=${db.expiring},avg_ttl=0,subexpiry=0`] : [];
  });
  return [
    '# Server',
    `redis_version:${state.version}`,
    'redis_mode:standalone',
    'os:Linux 6.8.0-sealegs x86_64',
    'arch_bits:64',
    'process_id:1',
    `tcp_port:${state.port}`,
    `uptime_in_seconds:${uptime}`,
    `uptime_in_days:${Math.floor(uptime / 86_400)}`,
    '',
    '# Clients',
    `connected_clients:${state.connectedClients}`,
    '',
    '# Stats',
    `total_commands_processed:${state.commandsProcessed}`,
    '',
    '# Replication',
    'role:master',
    'connected_slaves:0',
    '',
    '# Keyspace',
    ...keyspace,
    '',
  ].join('\r\n');
}

export const serverCommands: CommandTable = {
  ping: { arity: -1, run: ([text]) => text ?? new Simple('PONG') },
  echo: { arity: 2, run: ([text = '']) => text },
  auth: {
    arity: -2,
    run: (args, { state, session }) => {
      if (state.password === undefined) {
        return new RespError(
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        );
      }
      session.authenticated = args.at(-1) === state.password;
      return session.authenticated
        ? OK
        : new RespError('WRONGPASS invalid username-password pair or user is disabled.');
    },
  },
  hello: { arity: -1, run: (_, { state }) => ['server', 'redis', 'version', state.version, 'proto', 2] },
  quit: { arity: -1, run: () => OK },
  client: { arity: -2, run: () => OK },
  command: { arity: -1, run: () => [] },
  select: {
    arity: 2,
    run: ([db], { session, state }) => {
      const index = integer(db);
      if (!state.databases[index]) return new RespError('ERR DB index is out of range');
      session.db = index;
      return OK;
    },
  },
  info: { arity: -1, run: (_, context) => info(context) },
  config: {
    arity: -2,
    run: ([verb = '', name = ''], { state }) => {
      if (verb.toLowerCase() !== 'get') return OK;
      return [...state.config].filter(([key]) => globMatch(name, key)).flat();
    },
  },
  time: {
    arity: 1,
    run: (_, { state }) => [String(Math.floor(state.now() / 1000)), String((state.now() % 1000) * 1000)],
  },
  flushdb: {
    arity: -1,
    run: (_, { keys }) => {
      keys.clear();
      return OK;
    },
  },
  flushall: {
    arity: -1,
    run: (_, { state }) => {
      for (const db of state.databases) db.clear();
      return OK;
    },
  },
  save: { arity: 1, run: (_, { state }) => state.save().then(() => OK) },
  bgsave: {
    arity: -1,
    run: (_, { state }) => state.save().then(() => new Simple('Background saving started')),
  },
  shutdown: {
    arity: -1,
    run: (_, { state }) => {
      state.shutdown();
      return OK;
    },
  },
};
