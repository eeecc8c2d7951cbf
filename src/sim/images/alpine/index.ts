/** Alpine Linux: BusyBox with a package manager. docker.io/library/alpine. */
import type { ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';

/** [release, further tags] */
const RELEASES: readonly (readonly string[])[] = [
  ['3.22.2', 'latest', '3', '3.22'],
  ['3.21.5', '3.21'],
  ['3.20.8', '3.20'],
  ['3.19.9', '3.19'],
  ['3.18.12', '3.18'],
  ['3.17.10', '3.17'],
  ['3.16.9', '3.16'],
  ['3.15.11', '3.15'],
  ['3.14.10', '3.14'],
  ['3.13.12', '3.13'],
  ['3.12.12', '3.12'],
];

const osRelease = (release: string) =>
  [
    'NAME="Alpine Linux"',
    'ID=alpine',
    `VERSION_ID=${release}`,
    `PRETTY_NAME="Alpine Linux v${release.split('.').slice(0, 2).join('.')}"`,
    'HOME_URL="https://alpinelinux.org/"',
    'BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"',
    '',
  ].join('\n');

export const alpineImages: readonly ImageDefinition[] = RELEASES.map((tags) =>
  toolImage({
    repository: 'alpine',
    tags,
    mebibytes: 3.6,
    cmd: ['/bin/sh'],
    userland: 'busybox',
    files: { '/etc/alpine-release': `${tags[0]}\n`, '/etc/os-release': osRelease(tags[0] ?? '') },
  }),
);
