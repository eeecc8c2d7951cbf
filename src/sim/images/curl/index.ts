/** curl on Alpine, as a user that isn't root: docker.io/curlimages/curl. */
import { toolFile } from '../../containers';
import type { EntrypointScript, ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';

const ENTRYPOINT = '/entrypoint.sh';

/** Runs curl with what are options or addresses, and what is a command as it is. */
// upstream: github.com/curl/curl-container etc/entrypoint.sh
const entrypoint: EntrypointScript = ([, ...command]) => {
  const [first = ''] = command;
  const isCommand = COMMANDS.has(first) || first.startsWith('/');
  return { argv: isCommand ? command : ['curl', ...command], stdout: '' };
};
const COMMANDS = new Set([
  'curl',
  'sh',
  'ash',
  'sleep',
  'cat',
  'echo',
  'ls',
  'env',
  'tail',
  'id',
  'nslookup',
  'wget',
]);

export const curlImages: readonly ImageDefinition[] = [
  ['8.17.0', 'latest'],
  ['8.16.0'],
  ['8.12.1'],
  ['8.10.1'],
  ['8.8.0'],
  ['8.5.0'],
  ['8.4.0'],
  ['8.1.2'],
  ['7.88.1'],
  ['7.85.0'],
  ['7.78.0'],
].map((tags) =>
  toolImage({
    repository: 'curlimages/curl',
    tags,
    mebibytes: 9,
    entrypoint: [ENTRYPOINT],
    cmd: ['curl'],
    env: { CURL_CA_BUNDLE: '/cacert.pem' },
    user: 'curl_user',
    files: {
      '/usr/bin/curl': toolFile('curl'),
      [ENTRYPOINT]: '#!/bin/sh\nset -e\nexec "$@"\n',
      '/etc/passwd':
        'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\ncurl_user:x:100:101:Linux User,,,:/home/curl_user:/sbin/nologin\n',
      '/etc/group': 'root:x:0:\ncurl_group:x:101:curl_user\n',
    },
    userland: 'busybox',
    entrypointScripts: { [ENTRYPOINT]: entrypoint },
  }),
);
