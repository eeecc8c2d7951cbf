/** /proc/N/status: who a process runs as and what it may. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
import type { Credentials } from '../fs/permissions';
import type { Box } from './box';

/** What a kernel of our version knows of capabilities. */
export const ALL_CAPABILITIES = (1n << 41n) - 1n;
const FILTERED = 2;

export function statusText(
  { config }: Box,
  process: { command: string; pid: number; ppid: number; user: Credentials },
): string {
  const { user } = process;
  const bounding = user.capabilities ?? ALL_CAPABILITIES;
  const effective = user.uid === 0 ? bounding : 0n;
  const lines: readonly (readonly [string, string])[] = [
    ['Name', process.command],
    ['State', 'S (sleeping)'],
    ['Pid', String(process.pid)],
    ['PPid', String(process.ppid)],
    ['Uid', ids(user.uid)],
    ['Gid', ids(user.gid)],
    ['Groups', `${(user.groups ?? [user.gid]).join(' ')} `],
    ['CapInh', mask(0n)],
    ['CapPrm', mask(effective)],
    ['CapEff', mask(effective)],
    ['CapBnd', mask(bounding)],
    ['CapAmb', mask(0n)],
    ['NoNewPrivs', config.noNewPrivileges ? '1' : '0'],
    ['Seccomp', String(config.seccomp ? FILTERED : 0)],
  ];
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

const ids = (id: number): string => Array(4).fill(id).join('\t');
const mask = (bits: bigint): string => bits.toString(16).padStart(16, '0');
