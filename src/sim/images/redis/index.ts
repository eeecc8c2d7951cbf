/** Redis, the key-value store: docker.io/library/redis. */
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { redisCli } from './cli';
import { DEFAULT_PORT, redisServer } from './server';

const MIB = 1_048_576;
const ENTRYPOINT = 'docker-entrypoint.sh';

/** [version, further tags] */
const VERSIONS: readonly (readonly string[])[] = [
  ['8.2.3', 'latest', '8', '8.2', 'bookworm'],
  ['8.0.5', '8.0'],
  ['7.4.7', '7', '7.4'],
  ['7.2.12', '7.2'],
  ['7.0.15', '7.0'],
  ['6.2.21', '6', '6.2'],
  ['6.0.20', '6.0'],
  ['6.0.16'],
  ['6.0.5'],
  ['5.0.14', '5', '5.0'],
  ['5.0.4'],
  ['4.0.14', '4', '4.0'],
  ['3.2.12', '3', '3.2'],
];

const SCRIPT = `#!/bin/sh
set -e

# first arg is \`-f\` or \`--some-option\`
# or first arg is \`something.conf\`
if [ "\${1#-}" != "$1" ] || [ "\${1%.conf}" != "$1" ]; then
	set -- redis-server "$@"
fi

exec "$@"
`;

const entrypoint: EntrypointScript = (argv) => {
  const [, ...command] = argv;
  const first = command[0] ?? '';
  const isOption = first.startsWith('-') || first.endsWith('.conf');
  return { argv: isOption ? ['redis-server', ...command] : command, stdout: '' };
};

function image(version: string, tags: readonly string[], alpine: boolean): ImageDefinition {
  const mebibytes = alpine ? 17 : 47;
  return {
    repository: 'redis',
    tags,
    sizeBytes: mebibytes * MIB + 6_101,
    pullMs: mebibytes * 20,
    entrypoint: [ENTRYPOINT],
    cmd: ['redis-server'],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      REDIS_VERSION: version,
    },
    workingDir: '/data',
    exposedPorts: [DEFAULT_PORT],
    files: { '/usr/local/bin/docker-entrypoint.sh': SCRIPT },
    programs: {
      '/usr/local/bin/redis-server': redisServer(version),
      '/usr/local/bin/redis-cli': redisCli(version),
    },
    userland: alpine ? 'busybox' : 'debian',
    entrypointScripts: { [ENTRYPOINT]: entrypoint, '/usr/local/bin/docker-entrypoint.sh': entrypoint },
  };
}

const alpineTag = (tag: string) => (tag === 'latest' ? 'alpine' : `${tag}-alpine`);

export const redisImages: readonly ImageDefinition[] = VERSIONS.flatMap((tags) => {
  const [version = ''] = tags;
  const plain = tags.filter((tag) => tag !== 'bookworm');
  return [image(version, tags, false), image(version, plain.map(alpineTag), true)];
});
