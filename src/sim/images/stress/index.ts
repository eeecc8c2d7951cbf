/** Programs that use memory and processor time as told: docker.io/polinux/stress and docker.io/vish/stress. */
import { toolFile } from '../../containers';
import type { ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';
import { stress } from './stress';
import { memoryFiller } from './vish';

export const stressImages: readonly ImageDefinition[] = [
  toolImage({
    repository: 'polinux/stress',
    tags: ['latest', '1.0.4'],
    mebibytes: 4,
    cmd: ['/usr/local/bin/stress'],
    files: { '/bin/bash': toolFile('bash') },
    programs: { '/usr/local/bin/stress': stress },
    userland: 'busybox',
  }),
  toolImage({
    repository: 'vish/stress',
    tags: ['latest'],
    mebibytes: 1.5,
    entrypoint: ['/stress'],
    programs: { '/stress': memoryFiller },
    userland: 'none',
  }),
];
