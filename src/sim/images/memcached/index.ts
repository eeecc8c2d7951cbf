/** memcached, the cache: docker.io/library/memcached. Silent, as the real one is without -v. */
import type { EntrypointScript, ImageDefinition, NativeProgram } from '../../contracts';
import { serveUntilSignal } from '../shared/serve';
import { toolImage } from '../shared/userland';
import { Cache } from './cache';
import { converse } from './protocol';

const PORT = 11211;
const MIB = 1_048_576;
const ENTRYPOINT = 'docker-entrypoint.sh';

const entrypoint: EntrypointScript = ([, ...command]) => ({
  argv: command[0]?.startsWith('-') ? ['memcached', ...command] : command,
  stdout: '',
});

const memcached =
  (version: string): NativeProgram =>
  async (context) => {
    const value = (short: string, long: string) => {
      const { argv } = context;
      const at = argv.indexOf(short);
      return at < 0 ? argv.find((arg) => arg.startsWith(`${long}=`))?.split('=')[1] : argv[at + 1];
    };
    if (context.argv.includes('-V') || context.argv.includes('--version')) {
      context.stdout(`memcached ${version}\n`);
      return 0;
    }
    const port = Number(value('-p', '--port') ?? PORT);
    const limit = Number(value('-m', '--memory-limit') ?? 64) * MIB;
    const cache = new Cache(() => context.now(), limit);
    const signal = await serveUntilSignal(context, port, {
      tcp: (stream) => void converse(stream, cache, version),
    });
    if (signal !== undefined) {
      context.stdout(`Signal handled: ${signal === 2 ? 'Interrupt' : 'Terminated'}.\n`);
      return 0;
    }
    context.stderr(
      'bind(): Address already in use\nfailed to listen on TCP port 11211: Address already in use\n',
    );
    return SOCKET_FAILED;
  };
const SOCKET_FAILED = 71;

const VERSIONS: readonly (readonly string[])[] = [
  ['1.6.39', 'latest', '1', '1.6'],
  ['1.6.32'],
  ['1.6.22'],
  ['1.6.9'],
  ['1.5.22', '1.5'],
  ['1.4.39', '1.4'],
];

export const memcachedImages: readonly ImageDefinition[] = VERSIONS.flatMap(([version = '', ...more]) => {
  const image = (tags: readonly string[], mebibytes: number, userland: 'debian' | 'busybox') =>
    toolImage({
      repository: 'memcached',
      tags,
      mebibytes,
      entrypoint: [ENTRYPOINT],
      cmd: ['memcached'],
      env: { MEMCACHED_VERSION: version },
      user: 'memcache',
      exposedPorts: [PORT],
      files: {
        '/usr/local/bin/docker-entrypoint.sh': '#!/bin/sh\nset -e\nexec "$@"\n',
        '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nmemcache:x:11211:11211::/home/memcache:/bin/sh\n',
        '/etc/group': 'root:x:0:\nmemcache:x:11211:\n',
      },
      programs: { '/usr/local/bin/memcached': memcached(version) },
      userland,
      entrypointScripts: { [ENTRYPOINT]: entrypoint },
    });
  const tags = [version, ...more];
  const alpine = tags.map((tag) => (tag === 'latest' ? 'alpine' : `${tag}-alpine`));
  return [image(tags, 30, 'debian'), image(alpine, 4, 'busybox')];
});
