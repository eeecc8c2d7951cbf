import { describe, expect, it } from 'vitest';
import { builtinImages, createImageRegistry } from '.';
import { databaseList } from './postgres/catalog';
import { createTestPod, settled } from './testing/test-pod';

const registry = createImageRegistry(builtinImages);
const INIT_MS = 5_000;

async function start(image: string, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const { definition } = registry.resolve(image);
  const pod = createTestPod(definition, files);
  const boot = () => pod.run([...definition.entrypoint, ...definition.cmd], { env });
  const process = boot();
  await settled();
  await pod.clock.advance(INIT_MS);
  await settled();
  const ask = async (...argv: string[]) => {
    const before = pod.output().length;
    const code = await pod.run(argv).exited;
    return { code, text: pod.output().slice(before) };
  };
  return { pod, process, boot, ask };
}

describe('mysql', () => {
  it('insists on a choice of passwords', async () => {
    const { pod, process } = await start('mysql:8.4');
    expect(await process.exited).toBe(1);
    expect(pod.output()).toContain(
      '2026-01-01 00:00:00+00:00 [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n',
    );
  });

  it('starts, is alive, runs no queries and keeps its folder', async () => {
    const { pod, process, boot, ask } = await start('mysql:8.4', {
      MYSQL_ROOT_PASSWORD: 'x',
      MYSQL_DATABASE: 'shop',
    });
    expect(pod.output()).toContain("ready for connections. Version: '8.4.7'");
    expect(await ask('mysqladmin', 'ping', '-h', 'localhost')).toEqual({
      code: 0,
      text: 'mysqld is alive\n',
    });
    expect(await ask('mysql', '-uroot', '-px', '-e', 'SELECT 1')).toMatchObject({
      code: 1,
      text: expect.stringContaining('runs no queries'),
    });
    process.signal(15);
    expect(await process.exited).toBe(0);
    expect(await ask('mysqladmin', 'ping')).toMatchObject({ code: 1 });
    const before = pod.output().length;
    boot();
    await settled();
    expect(pod.output().slice(before)).not.toContain('Initializing database files');
    expect(pod.output().slice(before)).toContain('ready for connections');
  });

  it('tells a client of its protocol that it runs no queries', async () => {
    const { pod } = await start('mysql:5.7', { MYSQL_ALLOW_EMPTY_PASSWORD: 'yes' });
    const { readable } = await pod.neighbour.dial('10.244.1.5', 3306);
    expect(await new Response(readable).text()).toContain('runs no queries');
  });
});

describe('postgres', () => {
  it('insists on a password', async () => {
    const { pod, process } = await start('postgres');
    expect(await process.exited).toBe(1);
    expect(pod.output()).toContain(
      'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n',
    );
  });

  it('starts, accepts connections and skips its preparation the next time', async () => {
    const { pod, process, boot, ask } = await start('postgres:16', { POSTGRES_PASSWORD: 'x' });
    expect(pod.output()).toContain('LOG:  database system is ready to accept connections\n');
    expect(await ask('pg_isready')).toEqual({
      code: 0,
      text: '/var/run/postgresql:5432 - accepting connections\n',
    });
    process.signal(2);
    expect(await process.exited).toBe(0);
    expect(await ask('pg_isready')).toEqual({ code: 2, text: '/var/run/postgresql:5432 - no response\n' });
    boot();
    await settled();
    expect(pod.output()).toContain('appears to contain a database; Skipping initialization');
  });

  it.each([
    [
      { '/var/lib/postgresql/data/lost+found/x': '' },
      'It contains a lost+found directory, perhaps due to it being a mount point.',
    ],
    [
      { '/var/lib/postgresql/data/PG_VERSION': '15\n' },
      'The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 16.11.',
    ],
  ])('refuses a folder with %j', async (files, message) => {
    const { pod, process } = await start('postgres:16', { POSTGRES_PASSWORD: 'x' }, files);
    expect(await process.exited).toBe(1);
    expect(pod.output()).toContain(message);
  });
});

describe('mongo', () => {
  it('wants both halves of its root user', async () => {
    const { pod, process } = await start('mongo', { MONGO_INITDB_ROOT_USERNAME: 'root' });
    expect(await process.exited).toBe(1);
    expect(pod.output()).toBe(
      "\nerror: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created\n\n",
    );
  });

  it('answers a ping and nothing else', async () => {
    const { pod, ask } = await start('mongo:7.0');
    expect(pod.output()).toContain('"msg":"Waiting for connections"');
    expect(await ask('mongosh', '--eval', 'db.runCommand({ping:1})')).toEqual({
      code: 0,
      text: '{ ok: 1 }\n',
    });
    expect(await ask('mongosh', '--eval', 'db.version()')).toMatchObject({ code: 1 });
  });
});

const INIT = '/docker-entrypoint-initdb.d';

describe('what a database is made with', () => {
  it('is listed by psql, to the role that there is', async () => {
    const env = { POSTGRES_PASSWORD: 'x', POSTGRES_USER: 'shop', POSTGRES_DB: 'orders' };
    const { pod, ask } = await start('postgres:16', env);
    expect(pod.output()).toContain('server started\nCREATE DATABASE\n\n');
    expect(pod.output()).toContain(`docker-entrypoint.sh: ignoring ${INIT}/*\n`);
    const list = await ask('psql', '-U', 'shop', '-l');
    expect(list.code).toBe(0);
    expect(list.text).toContain(
      '\n orders    | shop  | UTF8     | libc            | en_US.utf8 | en_US.utf8 |',
    );
    expect(await ask('psql', '-U', 'shop', '-lqt')).toMatchObject({ code: 0 });
    const socket = 'connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: FATAL: ';
    expect(await ask('psql', '-l')).toEqual({
      code: 2,
      text: `psql: error: ${socket} role "root" does not exist\n`,
    });
    expect(await ask('psql', '-U', 'shop', '-d', 'nosuch', '-c', 'SELECT 1')).toEqual({
      code: 2,
      text: `psql: error: ${socket} database "nosuch" does not exist\n`,
    });
    expect((await ask('psql', '-U', 'shop', '-d', 'orders', '-c', 'SELECT 1')).text).toContain(
      'runs no queries',
    );
    expect(await ask('psql', '-U', 'shop', '-d', 'orders', '-c', '\\l')).toMatchObject({
      code: 0,
      text: list.text,
    });
  });

  it('is listed by mysql, to who knows the password', async () => {
    const env = {
      MYSQL_ROOT_PASSWORD: 'x',
      MYSQL_DATABASE: 'orders',
      MYSQL_USER: 'shop',
      MYSQL_PASSWORD: 'y',
    };
    const { ask } = await start('mysql:8.4', env);
    const warning = 'mysql: [Warning] Using a password on the command line interface can be insecure.\n';
    const list = 'Database\ninformation_schema\nmysql\norders\nperformance_schema\nsys\n';
    expect(await ask('mysql', '-uroot', '-px', '-e', 'SHOW DATABASES;')).toEqual({
      code: 0,
      text: warning + list,
    });
    expect(await ask('mysql', '-u', 'shop', '--password=y', '-e', 'show databases')).toMatchObject({
      code: 0,
    });
    for (const [args, using] of [
      [['-uroot', '-pwrong'], 'YES'],
      [['-unobody', '-px'], 'YES'],
      [['-uroot'], 'NO'],
    ] as const) {
      const { code, text } = await ask('mysql', ...args, '-e', 'SHOW DATABASES');
      const user = args[0].slice(2);
      expect(code).toBe(1);
      expect(text).toContain(
        `ERROR 1045 (28000): Access denied for user '${user}'@'localhost' (using password: ${using})\n`,
      );
    }
  });

  it.each([
    ['postgres:16', { POSTGRES_PASSWORD: 'x' }],
    ['mysql:8.4', { MYSQL_ROOT_PASSWORD: 'x' }],
    ['mongo:7', {}],
  ])('has scripts that %s says it does not run', async (image, env) => {
    const { pod } = await start(image, env, { [`${INIT}/1-schema.sql`]: 'CREATE TABLE a ();' });
    expect(pod.output()).toMatch(
      /running \/docker-entrypoint-initdb\.d\/1-schema\.sql\nsealegs: it is not run: this database is simulated: /,
    );
  });

  // As psql of each version prints it.
  it.each([
    [
      14,
      [
        `${' '.repeat(29)}List of databases`,
        '   Name    | Owner | Encoding |  Collate   |   Ctype    | Access privileges ',
        '-----------+-------+----------+------------+------------+-------------------',
        ' shop      | me    | UTF8     | en_US.utf8 | en_US.utf8 | ',
        ' template0 | me    | UTF8     | en_US.utf8 | en_US.utf8 | =c/me            +',
        '           |       |          |            |            | me=CTc/me',
        '(2 rows)',
        '',
        '',
      ],
    ],
  ])('is a table in version %i', (major, lines) => {
    const catalog = { superuser: 'me', databases: ['template0', 'shop'] };
    expect(databaseList(catalog, major, false)).toBe(lines.join('\n'));
    expect(databaseList(catalog, major, true)).toBe([...lines.slice(3, 6), '', ''].join('\n'));
  });
});
