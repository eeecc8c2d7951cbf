/** Who the user is. */
import type { Tool } from '../kernel/kernel';
import type { Process } from '../kernel/process';
import { groupName, userName } from './accounts';
import { isBusybox, parseOptions, ToolError, tool } from './io';

const id = tool(async (process, args) => {
  const { flags } = parseOptions(process, args, 'ugnGr');
  const { uid, gid } = process.user;
  const groups = groupsOf(process);
  const named = (number: number, name: string | undefined) =>
    name === undefined ? `${number}` : `${number}(${name})`;
  const [user, group] = [userName(process, uid), groupName(process, gid)];
  if (flags.has('u')) await process.print(1, `${flags.has('n') ? (user ?? uid) : uid}\n`);
  else if (flags.has('g')) await process.print(1, `${flags.has('n') ? (group ?? gid) : gid}\n`);
  else if (flags.has('G'))
    await process.print(
      1,
      `${groups.map((id) => (flags.has('n') ? (groupName(process, id) ?? id) : id)).join(' ')}\n`,
    );
  else {
    const list = groups.map((id) => named(id, groupName(process, id))).join(',');
    await process.print(1, `uid=${named(uid, user)} gid=${named(gid, group)} groups=${list}\n`);
  }
  return 0;
});

/** busybox lists them as the kernel does, coreutils the process's own first. */
function groupsOf(process: Process): readonly number[] {
  const { gid, groups = [gid] } = process.user;
  return isBusybox(process) ? groups : [gid, ...groups.filter((id) => id !== gid)];
}

const whoami = tool(async (process) => {
  const name = userName(process, process.user.uid);
  if (name === undefined)
    throw new ToolError(
      isBusybox(process)
        ? `unknown uid ${process.user.uid}`
        : `cannot find name for user ID ${process.user.uid}`,
    );
  await process.print(1, `${name}\n`);
  return 0;
});

export const IDENTITY_TOOLS: Readonly<Record<string, Tool>> = {
  id,
  whoami,
  logname: whoami,
  who: async () => 0,
  groups: tool(async (process) => {
    const names = groupsOf(process).map((id) => groupName(process, id) ?? id);
    await process.print(1, `${names.join(' ')}\n`);
    return 0;
  }),
};
