/** Users and groups of a container, from its own /etc/passwd and /etc/group. */
import type { Process } from '../kernel/process';
import { isBusybox, ToolError } from './io';

interface Account {
  readonly name: string;
  readonly id: number;
}

function accounts(process: Process, file: '/etc/passwd' | '/etc/group'): Account[] {
  const at = process.box.vfs.tryLocate(file);
  if (at?.inode.type !== 'file') return [];
  return new TextDecoder()
    .decode(at.inode.data.bytes())
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length > 2)
    .map(([name = '', , id]) => ({ name, id: Number(id) }));
}

export function userName(process: Process, uid: number): string | undefined {
  return accounts(process, '/etc/passwd').find(({ id }) => id === uid)?.name;
}

export function groupName(process: Process, gid: number): string | undefined {
  return accounts(process, '/etc/group').find(({ id }) => id === gid)?.name;
}

/** A user and group as `chown` takes them: names or numbers. */
export function ownerOf(process: Process, text: string): { uid?: number; gid?: number } {
  const [user = '', group] = text.split(/[:.]/);
  const find = (file: '/etc/passwd' | '/etc/group', name: string, what: string): number => {
    if (/^\d+$/.test(name)) return Number(name);
    const found = accounts(process, file).find((account) => account.name === name);
    if (!found)
      throw new ToolError(isBusybox(process) ? `unknown ${what} ${name}` : `invalid ${what}: '${text}'`);
    return found.id;
  };
  return {
    ...(user !== '' && { uid: find('/etc/passwd', user, 'user') }),
    ...(group !== undefined && group !== '' && { gid: find('/etc/group', group, 'group') }),
  };
}
