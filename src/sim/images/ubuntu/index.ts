/** Ubuntu: docker.io/library/ubuntu. */
import type { ImageDefinition } from '../../contracts';
import { toolImage } from '../shared/userland';

/** [version, code name, full name of the version, further tags] */
const RELEASES = [
  ['25.04', 'plucky', '25.04 (Plucky Puffin)', ['devel']],
  ['24.04', 'noble', '24.04.3 LTS (Noble Numbat)', ['latest', 'rolling']],
  ['22.04', 'jammy', '22.04.5 LTS (Jammy Jellyfish)', []],
  ['20.04', 'focal', '20.04.6 LTS (Focal Fossa)', []],
  ['18.04', 'bionic', '18.04.6 LTS (Bionic Beaver)', []],
  ['16.04', 'xenial', '16.04.7 LTS (Xenial Xerus)', []],
] as const;

const MEBIBYTES = 29;

export const ubuntuImages: readonly ImageDefinition[] = RELEASES.map(([version, codename, full, more]) =>
  toolImage({
    repository: 'ubuntu',
    tags: [version, codename, ...more],
    mebibytes: MEBIBYTES,
    cmd: ['/bin/bash'],
    files: {
      '/etc/os-release': `PRETTY_NAME="Ubuntu ${full.split(' (')[0]}"\nNAME="Ubuntu"\nVERSION_ID="${version}"\nVERSION="${full}"\nVERSION_CODENAME=${codename}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\nUBUNTU_CODENAME=${codename}\n`,
    },
    userland: 'debian',
  }),
);
