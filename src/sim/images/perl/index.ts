/**
 * Perl: docker.io/library/perl. There is no interpreter here; the one program that Kubernetes' pages run on it, the
 * digits of pi, is really computed.
 */
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { debianRelease } from '../debian';
import { notSimulated } from '../shared/serve';
import { toolImage } from '../shared/userland';
import { piDigits } from './pi';

const MAX_DIGITS = 10_000;
/** What Math::BigInt needs for a digit, about. */
const MS_PER_DIGIT = 2;

const perl =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args[0] === '-v') {
      context.stdout(
        `\nThis is perl 5, version ${version.split('.')[1]}, subversion ${version.split('.')[2]} (v${version}) built for x86_64-linux-gnu\n`,
      );
      return 0;
    }
    const digits = piProgram(args);
    if (digits === undefined) {
      return notSimulated("Perl (but for -v and -Mbignum=bpi -wle 'print bpi(N)')")(context);
    }
    context.spend(digits * MS_PER_DIGIT);
    await context.sleep(digits * MS_PER_DIGIT);
    context.stdout(`${piDigits(digits)}\n`);
    return 0;
  };

/** The N of `-Mbignum=bpi -wle "print bpi(N)"`. */
function piProgram(args: readonly string[]): number | undefined {
  if (args[0] !== '-Mbignum=bpi' || args.length !== 3 || !/^-w?le$/.test(args[1] ?? '')) return undefined;
  const match = /^\s*print\s+bpi\(\s*(\d+)\s*\)\s*;?\s*$/.exec(args[2] ?? '');
  const digits = Number(match?.[1]);
  return digits >= 1 && digits <= MAX_DIGITS ? digits : undefined;
}

const VERSIONS: readonly (readonly string[])[] = [
  ['5.42.0', 'latest', '5', '5.42', 'stable'],
  ['5.40.3', '5.40'],
  ['5.38.5', '5.38'],
  ['5.36.3', '5.36'],
  ['5.34.1', '5.34'],
  ['5.34.0'],
  ['5.32.1', '5.32'],
  ['5.30.3', '5.30'],
];

export const perlImages: readonly ImageDefinition[] = VERSIONS.flatMap(([version = '', ...more]) => {
  const image = (tags: readonly string[], mebibytes: number) =>
    toolImage({
      repository: 'perl',
      tags,
      mebibytes,
      cmd: [`perl${version}`, '-de0'],
      env: { PERL_VERSION: version },
      workingDir: '/usr/src/app',
      files: { '/etc/os-release': debianRelease('12', 'bookworm') },
      programs: { '/usr/local/bin/perl': perl(version), [`/usr/local/bin/perl${version}`]: perl(version) },
      userland: 'debian',
    });
  const tags = [version, ...more];
  const slim = tags.map((tag) => (tag === 'latest' ? 'slim' : `${tag}-slim`));
  return [image(tags, 335), image(slim, 49)];
});
