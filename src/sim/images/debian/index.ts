/** Debian: docker.io/library/debian, plain and slim. */
import type { ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';

/** [version, code name, MiB, further tags] */
const RELEASES = [
  ['13', 'trixie', 49, ['latest', 'stable', '13.1']],
  ['12', 'bookworm', 48, ['12.12', 'oldstable']],
  ['11', 'bullseye', 54, ['11.11']],
  ['10', 'buster', 49, []],
] as const;

/** What /etc/os-release says of a release. */
export const debianRelease = (version: string, codename: string): string =>
  `PRETTY_NAME="Debian GNU/Linux ${version} (${codename})"\nNAME="Debian GNU/Linux"\nVERSION_ID="${version}"\nVERSION="${version} (${codename})"\nVERSION_CODENAME=${codename}\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n`;

export const debianImages: readonly ImageDefinition[] = RELEASES.flatMap(
  ([version, codename, mebibytes, more]) => {
    const names = [version, codename];
    const image = (tags: readonly string[], size: number) =>
      toolImage({
        repository: 'debian',
        tags,
        mebibytes: size,
        cmd: ['bash'],
        files: { '/etc/os-release': debianRelease(version, codename), '/etc/debian_version': `${version}\n` },
        userland: 'debian',
      });
    return [
      image([...names, ...more], mebibytes),
      image(
        names.map((tag) => `${tag}-slim`),
        mebibytes - 20,
      ),
    ];
  },
);
