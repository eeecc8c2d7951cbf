/** Who a container runs as: what the pod says, else what the image says, with the groups of either. */
import type { ContainerConfig } from '../../contracts';
import type { Credentials } from '../fs/permissions';
import type { Vfs } from '../fs/vfs';

export function credentialsOf(vfs: Vfs, config: ContainerConfig): Credentials {
  const { user, groups, privileges, image } = config;
  const [name = '0', group] = (image.user ?? '0').split(':');
  const login = user?.uid === undefined ? name : String(user.uid);
  const entry = table(vfs, '/etc/passwd').find(([known, , id]) => known === login || id === login);
  const uid = isNumber(login) ? Number(login) : Number(entry?.[2] ?? 0);
  const imageGid = user?.uid === undefined && group !== undefined ? groupId(vfs, group) : entry?.[3];
  const gid = user?.gid ?? Number(imageGid ?? 0);
  const own = groups?.imageGroups === false ? [] : groupsOf(vfs, entry?.[0]);
  const all = new Set([gid, ...own, ...(groups?.added ?? [])]);
  return {
    uid,
    gid,
    groups: [...all].sort((a, b) => a - b),
    ...(privileges && { capabilities: privileges.capabilities }),
  };
}

export function homeOf(vfs: Vfs, { uid }: Credentials): string {
  return table(vfs, '/etc/passwd').find((entry) => entry[2] === String(uid))?.[5] ?? '/';
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

const groupId = (vfs: Vfs, group: string): string | undefined =>
  isNumber(group) ? group : table(vfs, '/etc/group').find(([name]) => name === group)?.[2];

/** The groups that a user is a member of. */
const groupsOf = (vfs: Vfs, login: string | undefined): number[] =>
  table(vfs, '/etc/group')
    .filter(([, , , members = '']) => login !== undefined && members.split(',').includes(login))
    .map(([, , id]) => Number(id));

function table(vfs: Vfs, file: string): readonly string[][] {
  if (!vfs.exists(file)) return [];
  return new TextDecoder()
    .decode(vfs.readFile(file))
    .split('\n')
    .map((line) => line.split(':'));
}
