/** A volume: a tree of its own that containers mount. */
import type { ContainerFs, Volume } from '../../contracts';
import type { FsChange } from '../engine/protocol';
import { Vfs } from '../fs/vfs';
import { bytesOf, changeHere, containerFs } from './box-files';
import type { ContainerHost } from './container';

const PREFIX = 'volume:';

/** The id of a volume's tree. */
export const treeOf = (volume: { readonly id: string }): string => `${PREFIX}${volume.id}`;

export function openVolume(id: string, { trees, engine, clock }: ContainerHost): Volume {
  const treeId = treeOf({ id });
  const vfs = (): Vfs => {
    const tree = trees.open(treeId);
    return new Vfs(
      [{ path: '/', tree, root: tree.root, readOnly: false, source: id }],
      () => clock.now(),
      trees.quota,
    );
  };
  const change = async (wanted: FsChange): Promise<void> => {
    if (engine.holds(treeId)) return engine.change(treeId, wanted);
    changeHere(vfs(), wanted, { now: () => clock.now(), commit: (tree) => trees.commit(tree) });
  };
  const fs: ContainerFs = containerFs({
    get vfs() {
      return vfs();
    },
    change,
  });
  return {
    id,
    fs,
    setFiles: (files) =>
      change({
        op: 'set',
        files: Object.entries(files).map(([path, { content, mode, uid }]) => ({
          path,
          bytes: bytesOf(content),
          mode,
          ...(uid !== undefined && { uid }),
        })),
      }),
    link: (path, target) => change({ op: 'link', path, target }),
    exists: () => trees.get(treeId) !== undefined,
    size: () => trees.get(treeId)?.usage.bytes ?? 0,
    watch: (changed) => trees.watch(treeId, changed),
    own: (ownership) => change({ op: 'own', ...ownership }),
    remove: async () => {
      engine.removeTree(treeId);
      trees.remove(treeId);
    },
  };
}
