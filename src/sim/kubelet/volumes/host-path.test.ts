import { describe, expect, it } from 'vitest';
import { createRng, FakeClock } from '@/apimachinery';
import { createContainerRuntime } from '../../containers';
import { prepareHostPath } from './host-path';

describe('a path of a node', () => {
  const world = () => createContainerRuntime({ clock: new FakeClock(), rng: createRng(1) });
  const ask = (runtime: ReturnType<typeof world>, path: string, type = '') =>
    prepareHostPath({ path, type, node: 'n1' }, runtime);

  it.each([
    ['/nowhere', 'Directory', 'hostPath type check failed: /nowhere is not a directory'],
    ['/nowhere', 'File', 'hostPath type check failed: /nowhere is not a file'],
    ['/etc/hosts', 'Socket', 'hostPath type check failed: /etc/hosts is not a socket file'],
    ['/tmp', 'CharDevice', 'hostPath type check failed: /tmp is not a character device'],
    ['/dev/null', 'BlockDevice', 'hostPath type check failed: /dev/null is not a block device'],
    ['/etc/hosts', 'DirectoryOrCreate', 'hostPath type check failed: /etc/hosts is not a directory'],
    ['/nowhere/file', 'FileOrCreate', 'open /nowhere/file: no such file or directory'],
  ])('%s that is no %s is refused', async (path, type, message) => {
    await expect(ask(world(), path, type)).rejects.toThrow(message);
  });

  it('is made when it may be, and is there afterwards', async () => {
    const runtime = world();
    await expect(ask(runtime, '/srv/a', 'DirectoryOrCreate')).resolves.toEqual({
      id: 'nodes/n1/srv/a',
      persistent: true,
    });
    await ask(runtime, '/srv/a', 'Directory');
    await expect(ask(runtime, '/srv/a/f', 'FileOrCreate')).resolves.toEqual({
      id: 'nodes/n1/srv/a',
      subPath: 'f',
      persistent: true,
    });
    await ask(runtime, '/srv/a/f', 'File');
    await expect(ask(runtime, '/srv/a/f', 'Directory')).rejects.toThrow('is not a directory');
  });
});
