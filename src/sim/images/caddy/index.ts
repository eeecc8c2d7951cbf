/** Caddy, the web server: docker.io/library/caddy. */
import type { ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';
import { CONFIG_FILE, caddyProgram } from './program';

const CADDYFILE = `# The Caddyfile is an easy way to configure your Caddy web server.
#
# To use your own domain name (with automatic HTTPS), first make
# sure your domain's A/AAAA DNS records are properly pointed to
# this machine's public IP, then replace ":80" below with your
# domain name.

:80 {
	# Set this path to your site's directory.
	root * /usr/share/caddy

	# Enable the static file server.
	file_server
}
`;

const INDEX_HTML =
  '<!DOCTYPE html>\n<html>\n<head>\n\t<title>Caddy works!</title>\n\t<meta charset="utf-8">\n</head>\n<body>\n\t<h1>Caddy works!</h1>\n</body>\n</html>\n';

const VERSIONS: readonly (readonly string[])[] = [
  ['2.10.2', 'latest', '2', '2.10', 'alpine', '2-alpine', '2.10-alpine', '2.10.2-alpine'],
  ['2.9.1', '2.9', '2.9-alpine', '2.9.1-alpine'],
  ['2.8.4', '2.8', '2.8-alpine', '2.8.4-alpine'],
  ['2.7.6', '2.7', '2.7-alpine', '2.7.6-alpine'],
  ['2.6.4', '2.6', '2.6-alpine', '2.6.4-alpine'],
];

export const caddyImages: readonly ImageDefinition[] = VERSIONS.map((tags) => {
  const [version = ''] = tags;
  return toolImage({
    repository: 'caddy',
    tags,
    mebibytes: 20,
    cmd: ['caddy', 'run', '--config', CONFIG_FILE, '--adapter', 'caddyfile'],
    env: { CADDY_VERSION: `v${version}`, XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' },
    workingDir: '/srv',
    exposedPorts: [80, 443, 2019],
    files: { [CONFIG_FILE]: CADDYFILE, '/usr/share/caddy/index.html': INDEX_HTML },
    programs: { '/usr/bin/caddy': caddyProgram(version) },
    userland: 'busybox',
  });
});
