/** Node.js: docker.io/library/node. No JavaScript of students is run here; the image is there for its shell and tools. */
import { toolFile } from '../../containers';
import type { EntrypointScript, ImageDefinition, NativeProgram } from '../../contracts';
import { debianRelease } from '../debian';
import { withoutProgram } from '../shared/interpreter';
import { toolImage } from '../shared/userland';

const ENTRYPOINT = 'docker-entrypoint.sh';
/** MiB of the slim variants, which have no curl. */
const SLIM = 76;

/** Options are node's. */
const entrypoint: EntrypointScript = ([, ...command]) => ({
  argv: command[0]?.startsWith('-') ? ['node', ...command] : command,
  stdout: '',
});

const node =
  (version: string): NativeProgram =>
  async (context) => {
    if (!['-v', '--version'].includes(context.argv[1] ?? '')) return withoutProgram(context, 'JavaScript');
    context.stdout(`v${version}\n`);
    return 0;
  };

const VERSIONS: readonly (readonly string[])[] = [
  ['25.1.0', 'latest', '25', 'current'],
  ['24.11.0', '24', 'lts', 'krypton'],
  ['22.21.1', '22', 'jod'],
  ['20.19.5', '20', 'iron'],
  ['18.20.8', '18', 'hydrogen'],
  ['16.20.2', '16', 'gallium'],
  ['14.21.3', '14', 'fermium'],
];

export const nodeImages: readonly ImageDefinition[] = VERSIONS.flatMap(([version = '', ...more]) => {
  const image = (tags: readonly string[], mebibytes: number, userland: 'debian' | 'busybox') =>
    toolImage({
      repository: 'node',
      tags,
      mebibytes,
      entrypoint: [ENTRYPOINT],
      cmd: ['node'],
      env: { NODE_VERSION: version, YARN_VERSION: '1.22.22' },
      files: {
        '/usr/local/bin/docker-entrypoint.sh': '#!/bin/sh\nset -e\nexec "$@"\n',
        ...(userland === 'debian' && { '/etc/os-release': debianRelease('12', 'bookworm') }),
        ...(mebibytes > SLIM && { '/usr/bin/curl': toolFile('curl') }),
      },
      programs: { '/usr/local/bin/node': node(version) },
      userland,
      entrypointScripts: { [ENTRYPOINT]: entrypoint },
    });
  const tags = [version, ...more];
  const variant = (name: string) => tags.map((tag) => (tag === 'latest' ? name : `${tag}-${name}`));
  return [
    image(tags, 380, 'debian'),
    image(variant('slim'), SLIM, 'debian'),
    image(variant('alpine'), 54, 'busybox'),
  ];
});
