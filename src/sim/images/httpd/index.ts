/** The Apache HTTP server: docker.io/library/httpd. */
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { CONFIG_FILE, httpdProgram } from './program';

const MIB = 1_048_576;

const HTTPD_CONF = `ServerRoot "/usr/local/apache2"
Listen 80
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule dir_module modules/mod_dir.so

User www-data
Group www-data
ServerAdmin you@example.com
#ServerName www.example.com:80

<Directory />
    AllowOverride none
    Require all denied
</Directory>

DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>

<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>

ErrorLog /proc/self/fd/2
LogLevel warn
`;

const FILES: ImageDefinition['files'] = {
  [CONFIG_FILE]: HTTPD_CONF,
  '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
  '/usr/local/bin/httpd-foreground':
    '#!/bin/sh\nset -e\n\n# Apache gets grumpy about PID files pre-existing\nrm -f /usr/local/apache2/logs/httpd.pid\n\nexec httpd -DFOREGROUND "$@"\n',
};

const foreground: EntrypointScript = (argv) => ({
  argv: ['httpd', '-DFOREGROUND', ...argv.slice(1)],
  stdout: '',
});

/** [version, further tags] */
const VERSIONS: readonly (readonly string[])[] = [
  ['2.4.65', 'latest', '2', '2.4', 'bookworm'],
  ...[
    64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 43, 41, 39, 38, 37, 35, 34,
    33,
  ].map((patch) => [`2.4.${patch}`]),
];

function image(version: string, tags: readonly string[], alpine: boolean): ImageDefinition {
  const mebibytes = alpine ? 21 : 56;
  return {
    repository: 'httpd',
    tags,
    sizeBytes: mebibytes * MIB + 9_771,
    pullMs: mebibytes * 20,
    entrypoint: [],
    cmd: ['httpd-foreground'],
    env: {
      PATH: '/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HTTPD_PREFIX: '/usr/local/apache2',
      HTTPD_VERSION: version,
      HTTPD_PATCHES: '',
    },
    workingDir: '/usr/local/apache2',
    exposedPorts: [80],
    files: FILES,
    programs: { '/usr/local/apache2/bin/httpd': httpdProgram(version) },
    userland: alpine ? 'busybox' : 'debian',
    stopSignal: 'SIGWINCH',
    entrypointScripts: { 'httpd-foreground': foreground, '/usr/local/bin/httpd-foreground': foreground },
  };
}

const alpineTag = (tag: string) => (tag === 'latest' ? 'alpine' : `${tag}-alpine`);

export const httpdImages: readonly ImageDefinition[] = VERSIONS.flatMap((tags) => {
  const [version = ''] = tags;
  const plain = tags.filter((tag) => tag !== 'bookworm');
  return [image(version, tags, false), image(version, plain.map(alpineTag), true)];
});
