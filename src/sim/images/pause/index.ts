/** The container that does nothing but be there: registry.k8s.io/pause, without a shell. */
import type { ImageDefinition, NativeProgram } from '../../contracts';
import { signalled } from '../shared/http';
import { toolImage } from '../shared/userland';

// upstream: build/pause/linux/pause.c
export const pause: NativeProgram = async (context) => {
  const signal = await signalled(context.terminated);
  context.stderr(`Shutting down, got signal: ${signal === 2 ? 'Interrupt' : 'Terminated'}\n`);
  return 0;
};

export const pauseImages: readonly ImageDefinition[] = [
  ['3.10.1', 'latest'],
  ['3.10'],
  ['3.9'],
  ['3.8'],
  ['3.7'],
  ['3.6'],
  ['3.5'],
  ['3.2'],
  ['3.1'],
  ['2.0'],
].map((tags) =>
  toolImage({
    repository: 'registry.k8s.io/pause',
    tags,
    mebibytes: 0.3,
    entrypoint: ['/pause'],
    user: '65535:65535',
    programs: { '/pause': pause },
    userland: 'none',
  }),
);
