/** BusyBox: a shell and small Unix tools in 2 MiB. docker.io/library/busybox. */
import type { ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';

/** [first tag, further tags] */
const TAGS: readonly (readonly string[])[] = [
  [
    '1.37.0',
    'latest',
    '1',
    '1.37',
    'stable',
    'unstable',
    'glibc',
    'musl',
    'uclibc',
    '1.37-glibc',
    '1.37-musl',
  ],
  ['1.36.1', '1.36', '1.36-glibc', '1.36-musl', '1.36-uclibc'],
  ['1.36.0'],
  ['1.35.0', '1.35', '1.35-uclibc'],
  ['1.34.1', '1.34'],
  ['1.33.1', '1.33'],
  ['1.32.1', '1.32'],
  ['1.31.1', '1.31'],
  ['1.30.1', '1.30'],
  ['1.29.3', '1.29'],
  ['1.28.4', '1.28'],
  ['1.28.3'],
  ['1.27.2', '1.27'],
  ['1.26.2', '1.26'],
];

export const busyboxImages: readonly ImageDefinition[] = TAGS.map((tags) =>
  toolImage({ repository: 'busybox', tags, mebibytes: 2.1, cmd: ['sh'], userland: 'busybox' }),
);
