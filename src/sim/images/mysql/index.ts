/** MySQL: docker.io/library/mysql. */
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { notSimulated } from '../shared/serve';
import { toolImage } from '../shared/userland';
import { mysqladmin, mysqlClient } from './clients';
import { mysqlEntrypoint } from './server';

const ENTRYPOINT = 'docker-entrypoint.sh';
const PORT = 3306;

/** The script is a program here where it starts the server; other commands it runs as they are. */
const entrypoint: EntrypointScript = ([name = '', ...command]) => {
  const whole = command[0]?.startsWith('-') ? ['mysqld', ...command] : command;
  return { argv: whole[0] === 'mysqld' ? [name, ...whole] : whole, stdout: '' };
};

/** [version, further tags] */
const VERSIONS: readonly (readonly string[])[] = [
  ['9.5.0', 'latest', '9', '9.5', 'innovation'],
  ['8.4.7', '8', '8.4', 'lts'],
  ['8.0.44', '8.0'],
  ['8.0.36'],
  ['5.7.44', '5', '5.7'],
  ['5.6.51', '5.6'],
];

export const mysqlImages: readonly ImageDefinition[] = VERSIONS.map((tags) => {
  const [version = ''] = tags;
  const old = version.startsWith('5.');
  return toolImage({
    repository: 'mysql',
    tags,
    mebibytes: old ? 138 : 220,
    entrypoint: [ENTRYPOINT],
    cmd: ['mysqld'],
    env: {
      MYSQL_MAJOR: version.split('.').slice(0, 2).join('.'),
      MYSQL_VERSION: `${version}-1.el${old ? 7 : 9}`,
    },
    exposedPorts: [PORT, ...(old ? [] : [33060])],
    files: {
      '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nmysql:x:999:999::/var/lib/mysql:/bin/bash\n',
      '/etc/group': 'root:x:0:\nmysql:x:999:\n',
    },
    programs: {
      '/usr/local/bin/docker-entrypoint.sh': mysqlEntrypoint(version),
      '/usr/sbin/mysqld': notSimulated('mysqld without docker-entrypoint.sh'),
      '/usr/bin/mysqladmin': mysqladmin(version),
      '/usr/bin/mysql': mysqlClient(version),
    },
    userland: 'debian',
    entrypointScripts: { [ENTRYPOINT]: entrypoint, '/usr/local/bin/docker-entrypoint.sh': entrypoint },
  });
});
