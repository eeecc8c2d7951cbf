/** Tools that have nothing to do in a simulated container: they say so, or are silent where nobody would miss it. */
import type { Tool } from '../kernel/kernel';
import { complain, nameOf } from './io';

/** Says in plain words that something isn't simulated. */
const refuse =
  (message: string, status = 1): Tool =>
  async (process) => {
    await complain(process, message);
    return status;
  };

const packages: Tool = async (process, args) => {
  const what = nameOf(process);
  await process.print(
    2,
    `${what}: ${args[0] ?? 'install'}: this simulated container has no package network; use an image that has the tool (docs/simulator-limits.md)\n`,
  );
  return what === 'apk' ? 1 : 100;
};

export const UNSIMULATED_TOOLS: Readonly<Record<string, Tool>> = {
  sync: async () => 0,
  dmesg: async () => 0,
  logger: async () => 0,
  renice: async () => 0,
  dnsdomainname: async () => 0,
  su: refuse('must be suid to work properly'),
  umount: refuse("can't unmount: Operation not permitted"),
  reboot: refuse('Operation not permitted'),
  poweroff: refuse('Operation not permitted'),
  mknod: refuse('Operation not permitted'),
  mkfifo: refuse('named pipes are not simulated'),
  vi: refuse(
    'a full-screen editor is not simulated inside containers; use a here-document (cat > file <<EOF) or sed -i',
  ),
  apk: packages,
  apt: packages,
  'apt-get': packages,
  dpkg: packages,
};
