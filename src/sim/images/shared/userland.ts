/** Images that are a shell and its tools, without a server. */
import type { ImageDefinition } from '../../contracts';

const MIB = 1_048_576;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface ToolImage {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly mebibytes: number;
  readonly cmd: readonly string[];
  readonly userland: ImageDefinition['userland'];
  readonly files?: ImageDefinition['files'];
}

export const toolImage = ({ mebibytes, ...image }: ToolImage): ImageDefinition => ({
  files: {},
  ...image,
  sizeBytes: Math.round(mebibytes * MIB) + 1_153,
  pullMs: 400 + Math.round(mebibytes * 20),
  entrypoint: [],
  env: { PATH },
  workingDir: '/',
  exposedPorts: [],
  programs: {},
});
