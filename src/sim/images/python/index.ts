/** Python: docker.io/library/python. There is no interpreter here, but for `python3 -m http.server`. */
import { toolFile } from '../../containers';
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { debianRelease } from '../debian';
import { withoutProgram } from '../shared/interpreter';
import { toolImage } from '../shared/userland';
import { httpServer } from './http-server';

const python =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1).filter((arg) => arg !== '-u');
    if (args[0] === '--version' || args[0] === '-V') {
      context.stdout(`Python ${version}\n`);
      return 0;
    }
    if (args[0] === '-m' && args[1] === 'http.server') return httpServer(context, version, args.slice(2));
    return withoutProgram(context, 'Python');
  };

const VERSIONS: readonly (readonly string[])[] = [
  ['3.14.0', 'latest', '3', '3.14'],
  ['3.13.9', '3.13'],
  ['3.12.12', '3.12'],
  ['3.11.14', '3.11'],
  ['3.10.19', '3.10'],
  ['3.9.24', '3.9'],
  ['3.8.20', '3.8'],
  ['3.7.17', '3.7'],
];
const SLIM = 44;

export const pythonImages: readonly ImageDefinition[] = VERSIONS.flatMap(([version = '', ...more]) => {
  const program = python(version);
  const image = (tags: readonly string[], mebibytes: number, userland: 'debian' | 'busybox') =>
    toolImage({
      repository: 'python',
      tags,
      mebibytes,
      cmd: ['python3'],
      env: { PYTHON_VERSION: version, LANG: 'C.UTF-8' },
      files: {
        ...(userland === 'debian' && { '/etc/os-release': debianRelease('12', 'bookworm') }),
        ...(mebibytes > SLIM && { '/usr/bin/curl': toolFile('curl') }),
      },
      programs: { '/usr/local/bin/python3': program, '/usr/local/bin/python': program },
      userland,
    });
  const tags = [version, ...more];
  const variant = (name: string) => tags.map((tag) => (tag === 'latest' ? name : `${tag}-${name}`));
  return [
    image(tags, 392, 'debian'),
    image(variant('slim'), SLIM, 'debian'),
    image(variant('alpine'), 17, 'busybox'),
  ];
});
