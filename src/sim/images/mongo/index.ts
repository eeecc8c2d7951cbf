/** MongoDB: docker.io/library/mongo. Checks its environment, makes its folder, listens, logs; runs no queries. */
// upstream: github.com/docker-library/mongo docker-entrypoint.sh
import { formatTime } from '@/apimachinery';
import type { EntrypointScript, ImageDefinition, NativeProgram } from '../../contracts';
import {
  answers,
  exists,
  fileEnv,
  initScripts,
  makeFolders,
  NO_QUERIES,
  option,
  SCRIPT_NOT_RUN,
  serveDatabase,
} from '../shared/database';
import { notSimulated } from '../shared/serve';
import { toolImage } from '../shared/userland';

const ENTRYPOINT = 'docker-entrypoint.sh';
const PORT = 27017;
const ROOT = ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD'] as const;
const HALF_A_ROOT = `
error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'
       both must be specified for a user to be created

`;

/** The script is a program here where it starts the server; other commands it runs as they are. */
const entrypoint: EntrypointScript = ([name = '', ...command]) => {
  const whole = command[0]?.startsWith('-') ? ['mongod', ...command] : command;
  return { argv: whole[0] === 'mongod' ? [name, ...whole] : whole, stdout: '' };
};

const mongod: NativeProgram = async (context) => {
  const [user, password] = [await fileEnv(context, ROOT[0]), await fileEnv(context, ROOT[1])];
  const twice = user === undefined ? ROOT[0] : password === undefined ? ROOT[1] : undefined;
  if (twice) {
    context.stderr(`error: both ${twice} and ${twice}_FILE are set (but are exclusive)\n`);
    return 1;
  }
  if (Boolean(user) !== Boolean(password)) {
    context.stderr(HALF_A_ROOT);
    return 1;
  }
  const data = option(context.argv, '--dbpath', '--dbpath') ?? '/data/db';
  const port = Number(option(context.argv, '--port', '--port') ?? PORT);
  if (!(await exists(context, `${data}/WiredTiger`))) {
    await makeFolders(context, data);
    for (const file of ['WiredTiger', 'storage.bson'])
      await context.fs.writeFile(`${data}/${file}`, `${NO_QUERIES}\n`);
    for (const path of await initScripts(context)) {
      context.stdout(`/usr/local/bin/docker-entrypoint.sh: running ${path}\n${SCRIPT_NOT_RUN}\n`);
    }
    if (user) context.stdout('\nMongoDB init process complete; ready for start up.\n\n');
  }
  const log = (component: string, id: number, message: string, attr: object) => {
    const date = formatTime(context.now()).replace('Z', '.000+00:00');
    context.stdout(
      `{"t":{"$date":"${date}"},"s":"I",  "c":"${component}", "id":${id}, "ctx":"main","msg":"${message}","attr":${JSON.stringify(attr)}}\n`,
    );
  };
  log('CONTROL', 4615611, 'MongoDB starting', { pid: 1, port, dbPath: data, host: context.hostname });
  const signal = await serveDatabase(context, port, {
    ready: () => log('NETWORK', 23016, 'Waiting for connections', { port, ssl: 'off' }),
  });
  if (signal === undefined) return ADDRESS_IN_USE;
  log('CONTROL', 23377, 'Received signal', { signal, error: 'Terminated' });
  log('CONTROL', 23138, 'Shutting down', { exitCode: 0 });
  return 0;
};
const ADDRESS_IN_USE = 48;

/** The ping that probes send; nothing else is answered. */
const mongosh: NativeProgram = async (context) => {
  const args = context.argv.slice(1);
  const host = option(args, '--host', '--host') ?? '127.0.0.1';
  const port = Number(option(args, '--port', '--port') ?? PORT);
  if (!(await answers(context, host, port))) {
    context.stderr(`MongoNetworkError: connect ECONNREFUSED ${host}:${port}\n`);
    return 1;
  }
  if (
    /^db\.(adminCommand|runCommand)\((\{\s*)?["']?ping["']?(\s*:\s*1\s*\})?\)(\.ok)?$/.test(
      option(args, '--eval', '--eval') ?? '',
    )
  ) {
    context.stdout(option(args, '--eval', '--eval')?.endsWith('.ok') ? '1\n' : '{ ok: 1 }\n');
    return 0;
  }
  context.stderr(`mongosh: ${NO_QUERIES}\n`);
  return 1;
};

/** [version, further tags] */
const VERSIONS: readonly (readonly string[])[] = [
  ['8.2.2', 'latest', '8', '8.2'],
  ['8.0.16', '8.0'],
  ['7.0.26', '7', '7.0'],
  ['6.0.26', '6', '6.0'],
  ['5.0.31', '5', '5.0'],
  ['4.4.29', '4', '4.4'],
];

export const mongoImages: readonly ImageDefinition[] = VERSIONS.map((tags) => {
  const [version = ''] = tags;
  return toolImage({
    repository: 'mongo',
    tags,
    mebibytes: 270,
    entrypoint: [ENTRYPOINT],
    cmd: ['mongod'],
    env: { MONGO_MAJOR: version.split('.').slice(0, 2).join('.'), MONGO_VERSION: version },
    exposedPorts: [PORT],
    files: {
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmongodb:x:999:999::/data/db:/bin/bash\n',
      '/etc/group': 'root:x:0:\nmongodb:x:999:\n',
    },
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': mongod,
      '/usr/bin/mongod': notSimulated('mongod without docker-entrypoint.sh'),
      '/usr/bin/mongosh': mongosh,
    },
    userland: 'debian',
    entrypointScripts: { [ENTRYPOINT]: entrypoint, '/usr/local/bin/docker-entrypoint.sh': entrypoint },
  });
});
