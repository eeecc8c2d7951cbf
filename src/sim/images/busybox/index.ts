/** BusyBox: a shell and small Unix tools in 2 MiB. docker.io/library/busybox. */
import { toolFile } from '../../containers';
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
  ['1.34.0'],
  ['1.33.1', '1.33'],
  ['1.33.0'],
  ['1.32.1', '1.32'],
  ['1.32.0'],
  ['1.31.1', '1.31'],
  ['1.31.0'],
  ['1.30.1', '1.30'],
  ['1.30.0'],
  ['1.29.3', '1.29'],
  ['1.28.4', '1.28'],
  ['1.28.3'],
  ['1.28.0'],
  ['1.27.2', '1.27'],
  ['1.26.2', '1.26'],
];

/** The first release whose nslookup asks the servers itself. */
const OWN_RESOLVER = 29;
const CLASSIC = { '/bin/nslookup': toolFile('nslookup-1.28') };

const busybox = (repository: string, tags: readonly string[]): ImageDefinition =>
  toolImage({
    repository,
    tags,
    mebibytes: 2.1,
    cmd: ['sh'],
    userland: 'busybox',
    files: Number(tags[0]?.split('.')[1]) < OWN_RESOLVER ? CLASSIC : {},
  });

export const busyboxImages: readonly ImageDefinition[] = TAGS.map((tags) => busybox('busybox', tags));

/** The copies that Kubernetes' tutorials name. */
export const kubernetesBusyboxImages: readonly ImageDefinition[] = [
  busybox('registry.k8s.io/busybox', ['1.27.2', '1.27']),
  busybox('registry.k8s.io/busybox', ['1.24', 'latest']),
  busybox('registry.k8s.io/e2e-test-images/busybox', ['1.29-4', '1.29-2', '1.29']),
  busybox('registry.k8s.io/e2e-test-images/busybox', ['1.36.1-1']),
];
