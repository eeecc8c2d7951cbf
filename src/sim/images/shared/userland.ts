/** What most images have in common: root, in /, with the usual PATH and nothing of their own. */
import type { ImageDefinition } from '../../contracts';

const MIB = 1_048_576;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export type SmallImage = Pick<ImageDefinition, 'repository' | 'tags' | 'userland'> &
  Partial<Omit<ImageDefinition, 'sizeBytes' | 'pullMs'>> & { readonly mebibytes: number };

/** An image from what is special about it. */
export const toolImage = ({ mebibytes, ...image }: SmallImage): ImageDefinition => ({
  entrypoint: [],
  cmd: [],
  workingDir: '/',
  exposedPorts: [],
  files: {},
  programs: {},
  ...image,
  env: { PATH, ...image.env },
  sizeBytes: Math.round(mebibytes * MIB) + 1_153,
  pullMs: 400 + Math.round(mebibytes * 20),
});
