/** PostgreSQL: docker.io/library/postgres. */
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { notSimulated } from '../shared/serve';
import { toolImage } from '../shared/userland';
import { pgIsReady, psql } from './clients';
import { postgresEntrypoint } from './server';

const ENTRYPOINT = 'docker-entrypoint.sh';
const PORT = 5432;

/** The script is a program here where it starts the server; other commands it runs as they are. */
const entrypoint: EntrypointScript = ([name = '', ...command]) => {
  const whole = command[0]?.startsWith('-') ? ['postgres', ...command] : command;
  return { argv: whole[0] === 'postgres' ? [name, ...whole] : whole, stdout: '' };
};

/** [version, further tags] */
const VERSIONS: readonly (readonly string[])[] = [
  ['18.1', 'latest', '18'],
  ['17.7', '17'],
  ['16.11', '16'],
  ['15.15', '15'],
  ['14.20', '14'],
  ['13.23', '13'],
  ['12.22', '12'],
  ['11.22', '11'],
  ['10.23', '10'],
];

export const postgresImages: readonly ImageDefinition[] = VERSIONS.flatMap((tags) => {
  const [version = ''] = tags;
  const major = Number.parseInt(version, 10);
  const image = (names: readonly string[], mebibytes: number, userland: 'debian' | 'busybox') =>
    toolImage({
      repository: 'postgres',
      tags: names,
      mebibytes,
      entrypoint: [ENTRYPOINT],
      cmd: ['postgres'],
      env: {
        PG_MAJOR: String(major),
        PG_VERSION: version,
        PGDATA: major >= 18 ? `/var/lib/postgresql/${major}/docker` : '/var/lib/postgresql/data',
        PATH: `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/${major}/bin`,
      },
      exposedPorts: [PORT],
      stopSignal: 'SIGINT',
      files: {
        '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\npostgres:x:999:999::/var/lib/postgresql:/bin/bash\n',
        '/etc/group': 'root:x:0:\npostgres:x:999:\n',
      },
      programs: {
        '/usr/local/bin/docker-entrypoint.sh': postgresEntrypoint(version),
        [`/usr/lib/postgresql/${major}/bin/postgres`]: notSimulated('postgres without docker-entrypoint.sh'),
        '/usr/bin/pg_isready': pgIsReady,
        '/usr/bin/psql': psql(version),
      },
      userland,
      entrypointScripts: { [ENTRYPOINT]: entrypoint, '/usr/local/bin/docker-entrypoint.sh': entrypoint },
    });
  const alpine = tags.map((tag) => (tag === 'latest' ? 'alpine' : `${tag}-alpine`));
  return [image(tags, 152, 'debian'), image(alpine, 102, 'busybox')];
});
