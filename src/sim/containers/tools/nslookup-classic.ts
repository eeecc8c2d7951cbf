/**
 * nslookup as busybox had it up to 1.28: a name is looked up as any program does, along the search path of
 * /etc/resolv.conf, and each address is told with the name that it leads back to.
 */
// upstream: busybox networking/nslookup.c print_host (before 1.29)
import type { Process } from '../kernel/process';
import { isAddress } from './http';
import { complain, ToolError, tool } from './io';
import { resolverFile } from './nslookup';

const USAGE = 'Usage: nslookup [HOST] [SERVER]';

export const nslookupClassic = tool(async (process, args) => {
  const [host, server] = args.filter((arg) => !arg.startsWith('-'));
  if (host === undefined) throw new ToolError(USAGE);
  const { servers } = resolverFile(process);
  await printHost(process, { label: 'Server:', host: server ?? servers[0] ?? '', server });
  await process.print(1, '\n');
  return (await printHost(process, { label: 'Name:', host, server })) ? 0 : 1;
});

interface Line {
  readonly label: string;
  readonly host: string;
  /** Asked instead of those of /etc/resolv.conf. */
  readonly server: string | undefined;
}

async function printHost(process: Process, { label, host, server }: Line): Promise<boolean> {
  const addresses = isAddress(host) ? [host] : await addressesOf(process, host, server);
  if (addresses.length === 0) {
    await complain(process, `can't resolve '${host}'`);
    return false;
  }
  await process.print(1, `${label.padEnd(10)} ${host}\n`);
  for (const [index, address] of addresses.entries()) {
    const back = await nameOfAddress(process, address, server);
    await process.print(1, `Address ${index + 1}: ${address}${back === undefined ? '' : ` ${back}`}\n`);
  }
  return true;
}

async function addressesOf(
  process: Process,
  host: string,
  server: string | undefined,
): Promise<readonly string[]> {
  const { net } = process.box.services;
  if (server === undefined) return process.waitFor(net.lookup(host));
  const { search } = resolverFile(process);
  for (const name of [...search.map((domain) => `${host}.${domain}`), host]) {
    const { records } = await process.waitFor(net.query(name, 'A', server));
    const found = records.flatMap((record) => (record.type === 'A' ? [record.address] : []));
    if (found.length > 0) return found;
  }
  return [];
}

async function nameOfAddress(
  process: Process,
  address: string,
  server: string | undefined,
): Promise<string | undefined> {
  const asked = server ?? resolverFile(process).servers[0];
  const name = `${address.split('.').toReversed().join('.')}.in-addr.arpa`;
  const { records } = await process.waitFor(process.box.services.net.query(name, 'PTR', asked));
  return records.flatMap((record) => (record.type === 'PTR' ? [record.target] : []))[0];
}
