/** Who the user is. */
import type { Tool } from '../kernel/kernel';
import { groupName, userName } from './accounts';
import { isBusybox, parseOptions, ToolError, tool } from './io';

const id = tool(async (process, args) => {
  const { flags } = parseOptions(process, args, 'ugnGr');
  const { uid, gid } = process.user;
  const named = (number: number, name: string | undefined) =>
    name === undefined ? `${number}` : `${number}(${name})`;
  const [user, group] = [userName(process, uid), groupName(process, gid)];
  if (flags.has('u')) await process.print(1, `${flags.has('n') ? (user ?? uid) : uid}\n`);
  else if (flags.has('g') || flags.has('G'))
    await process.print(1, `${flags.has('n') ? (group ?? gid) : gid}\n`);
  else
    await process.print(1, `uid=${named(uid, user)} gid=${named(gid, group)} groups=${named(gid, group)}\n`);
  return 0;
});

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
    await process.print(1, `${groupName(process, process.user.gid) ?? process.user.gid}\n`);
    return 0;
  }),
};
