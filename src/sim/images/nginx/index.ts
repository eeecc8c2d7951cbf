/** nginx, the web server: docker.io/library/nginx. */
import { toolFile } from '../../containers';
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { DEFAULT_CONF, ERROR_50X_HTML, INDEX_HTML, MIME_TYPES, NGINX_CONF } from './files';
import { nginxProgram } from './program';

const MIB = 1_048_576;
const ENTRYPOINT = '/docker-entrypoint.sh';

/** [version, compressed MiB of Debian's and of Alpine's variant, further tags of Debian's variant] */
const VERSIONS: readonly (readonly [string, number, number, readonly string[]])[] = [
  ['1.29.3', 57, 21, ['latest', 'mainline', '1', '1.29', 'bookworm', '1.29.3-bookworm']],
  ['1.28.0', 69, 20, ['stable', '1.28', 'stable-bookworm', '1.28.0-bookworm']],
  ['1.27.5', 69, 20, ['1.27', '1.27.5-bookworm']],
  ['1.26.3', 69, 20, ['1.26']],
  ['1.25.5', 67, 17, ['1.25']],
  ['1.24.0', 54, 16, ['1.24']],
  ['1.23.4', 54, 16, ['1.23']],
  ['1.22.1', 54, 10, ['1.22']],
  ['1.21.6', 54, 10, ['1.21']],
  ['1.20.2', 54, 10, ['1.20']],
  ['1.19.10', 51, 10, ['1.19']],
  ['1.18.0', 51, 9, ['1.18']],
  ['1.17.10', 49, 8, ['1.17']],
  ['1.16.1', 50, 8, ['1.16']],
  ['1.15.12', 43, 8, ['1.15']],
  ['1.14.2', 43, 7, ['1.14']],
];

/** The first version whose image has an entrypoint script. */
const FIRST_WITH_SCRIPT = 19;

const LISTENS = [
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
];
const UNCHANGED = [
  '10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)',
];

const scriptLines = (mayWrite: boolean): readonly string[] => [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  ...(mayWrite ? LISTENS : UNCHANGED),
  '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
];

const entrypoint: EntrypointScript = (argv, _env, { mayWrite } = { mayWrite: true }) => {
  const [, ...command] = argv;
  const prepares = command[0] === 'nginx' || command[0] === 'nginx-debug';
  return { argv: command, stdout: prepares ? `${scriptLines(mayWrite).join('\n')}\n` : '' };
};

const FILES: ImageDefinition['files'] = {
  '/usr/bin/curl': toolFile('curl'),
  '/etc/nginx/nginx.conf': NGINX_CONF,
  '/etc/nginx/mime.types': MIME_TYPES,
  '/etc/nginx/conf.d/default.conf': DEFAULT_CONF,
  '/usr/share/nginx/html/index.html': INDEX_HTML,
  '/usr/share/nginx/html/50x.html': ERROR_50X_HTML,
  '/docker-entrypoint.sh': '#!/bin/sh\nexec "$@"\n',
  '/etc/os-release':
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
};

interface Variant {
  readonly version: string;
  readonly mebibytes: number;
  readonly tags: readonly string[];
  readonly alpine: boolean;
}

function image({ version, mebibytes, tags, alpine }: Variant): ImageDefinition {
  const scripted = Number(version.split('.')[1]) >= FIRST_WITH_SCRIPT;
  const program = nginxProgram(version);
  return {
    repository: 'nginx',
    tags,
    sizeBytes: mebibytes * MIB + 4_217,
    pullMs: mebibytes * 20,
    entrypoint: scripted ? [ENTRYPOINT] : [],
    cmd: ['nginx', '-g', 'daemon off;'],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      NGINX_VERSION: version,
      PKG_RELEASE: alpine ? '1' : '1~bookworm',
      NJS_VERSION: '0.9.4',
      NJS_RELEASE: '1',
    },
    workingDir: '/',
    exposedPorts: [80],
    files: FILES,
    folders: [...(scripted ? ['/docker-entrypoint.d'] : []), '/var/cache/nginx'],
    programs: { '/usr/sbin/nginx': program },
    userland: alpine ? 'busybox' : 'debian',
    stopSignal: scripted ? 'SIGQUIT' : 'SIGTERM',
    ...(scripted ? { entrypointScripts: { [ENTRYPOINT]: entrypoint } } : {}),
  };
}

/** "1.28" -> "1.28-alpine", "latest" -> "alpine". */
const alpineTag = (tag: string) => (tag === 'latest' ? 'alpine' : `${tag}-alpine`);

/** The releases of a branch before its newest: 1.19.0 to 1.19.9 before 1.19.10. */
function older(version: string): readonly string[] {
  const [major, minor, patch] = version.split('.');
  return Array.from({ length: Number(patch) }, (_, at) => `${major}.${minor}.${at}`);
}

export const nginxImages: readonly ImageDefinition[] = VERSIONS.flatMap(([newest, debian, alpine, more]) =>
  [newest, ...older(newest)].flatMap((version) => {
    const own = version === newest ? [version, ...more] : [version];
    const plain = own.filter((tag) => !tag.includes('bookworm'));
    return [
      image({ version, mebibytes: debian, tags: own, alpine: false }),
      image({ version, mebibytes: alpine, tags: plain.map(alpineTag), alpine: true }),
    ];
  }),
);

/** Kubernetes' own small nginx of its tutorials: registry.k8s.io/nginx-slim. */
const SLIM_TAGS = Array.from({ length: 27 }, (_, at) => `0.${at + 1}`);

export const nginxSlimImages: readonly ImageDefinition[] = SLIM_TAGS.map((tag) => ({
  ...image({ version: '1.27.4', mebibytes: 41, tags: [tag], alpine: false }),
  repository: 'registry.k8s.io/nginx-slim',
  entrypoint: [],
}));
