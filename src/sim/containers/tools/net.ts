/** Tools about names, addresses and connections. */
import { errorText, PosixError } from '../errors';
import type { Tool } from '../kernel/kernel';
import type { Connection } from '../kernel/net';
import { Descriptor } from '../kernel/open-file';
import type { Process } from '../kernel/process';
import { runChild } from './children';
import { curl } from './curl';
import { resolve } from './http';
import { httpd } from './httpd';
import { complain, isBusybox, nameOf, parseOptions, ToolError, tool } from './io';
import { nslookup, resolverFile } from './nslookup';
import { nslookupClassic } from './nslookup-classic';
import { wget } from './wget';

/** The full name that a short one resolved as. */
async function fullName(process: Process, name: string, search: readonly string[]): Promise<string> {
  if (name.endsWith('.')) return name.slice(0, -1);
  for (const candidate of search.map((suffix) => `${name}.${suffix}`)) {
    const found = await process.waitFor(process.box.services.net.lookup(`${candidate}.`));
    if (found.length > 0) return candidate;
  }
  return name;
}

const getent = tool(async (process, [database, ...names]) => {
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') {
    const file = database === 'passwd' || database === 'group' ? `/etc/${database}` : undefined;
    if (file === undefined) throw new ToolError(`Unknown database: ${database ?? ''}`, 1);
    const lines = new TextDecoder().decode(process.box.vfs.readFile(file)).split('\n').filter(Boolean);
    const shown = lines.filter(
      (line) =>
        names.length === 0 ||
        names.includes(line.split(':')[0] ?? '') ||
        names.includes(line.split(':')[2] ?? ''),
    );
    await process.print(1, shown.map((line) => `${line}\n`).join(''));
    return shown.length > 0 ? 0 : 2;
  }
  let status = 0;
  for (const name of names) {
    const address = await resolve(process, name);
    if (address === undefined) status = 2;
    else
      await process.print(
        1,
        `${address.padEnd(15)} ${await fullName(process, name, resolverFile(process).search)}\n`,
      );
  }
  return status;
});

// ------------------------------------------------------------------------------------------------------- nc

const nc = tool(async (process, args) => {
  const { flags, values, operands } = parseOptions(process, args, '+lzvunkp:w:e:q:N4i:s:', {});
  if (flags.has('u')) throw new ToolError('UDP is not simulated');
  const run = values.get('e');
  const argv = run === undefined ? undefined : [run, ...operands.slice(flags.has('l') ? 0 : 2)];
  const timeout = values.has('w') ? Number(values.get('w')) * 1000 : undefined;
  if (flags.has('l'))
    return serve(process, Number(values.get('p') ?? operands.at(-1)), { keep: flags.has('k'), argv });
  const [host = '', port = ''] = operands;
  if (host === '' || port === '')
    throw new ToolError(isBusybox(process) ? 'bad address' : 'missing port number');
  const [from = 0, to = from] = port.split('-').map(Number);
  let status = 1;
  for (let number = from; number <= to && number - from < MAX_SCAN; number++)
    if (
      await connect(process, {
        host,
        port: number,
        timeout,
        scan: flags.has('z'),
        verbose: flags.has('v'),
        argv,
      })
    )
      status = 0;
  return status;
}, 'nc');

const MAX_SCAN = 1024;

async function connect(
  process: Process,
  how: {
    host: string;
    port: number;
    timeout: number | undefined;
    scan: boolean;
    verbose: boolean;
    argv: readonly string[] | undefined;
  },
): Promise<boolean> {
  const { host, port } = how;
  const ip = await resolve(process, host);
  if (ip === undefined)
    throw new ToolError(
      isBusybox(process)
        ? `bad address '${host}'`
        : `getaddrinfo for host "${host}" port ${port}: Name or service not known`,
    );
  let connection: Connection;
  try {
    connection = await process.within(how.timeout, () =>
      process.waitFor(process.box.services.net.dial(host, port)),
    );
  } catch (error) {
    const text = isBusybox(process)
      ? how.scan
        ? `${host} (${ip}:${port}): ${errorText(error)}`
        : `can't connect to remote host (${ip}): ${errorText(error)}`
      : `connect to ${host} (${ip}) port ${port} (tcp) failed: ${errorText(error)}`;
    if (!how.scan || how.verbose) await complain(process, text);
    return false;
  }
  if (how.verbose)
    await process.print(
      2,
      isBusybox(process)
        ? `${host} (${ip}:${port}) open\n`
        : `Connection to ${host} (${ip}) ${port} port [tcp/*] succeeded!\n`,
    );
  if (how.scan) connection.close();
  else await converse(process, connection, how.argv);
  return true;
}

/** Standard input to the peer, the peer to standard output, until the peer has nothing more to say. */
async function converse(
  process: Process,
  connection: Connection,
  argv: readonly string[] | undefined,
): Promise<void> {
  if (argv) return handOver(process, connection, argv);
  const sender = process.box.fork({
    parent: process,
    argv: process.argv,
    env: process.env,
    cwd: process.cwd,
    user: process.user,
  });
  void sender.run(async (child) => {
    for (let chunk = await child.read(0); chunk; chunk = await child.read(0)) connection.send(chunk);
    connection.end();
    return 0;
  });
  try {
    for (;;) {
      const chunk = await connection.incoming.reader.read(process, CHUNK);
      if (!chunk) break;
      await process.write(1, chunk);
    }
  } finally {
    connection.close();
    sender.signal('SIGKILL');
  }
}

const CHUNK = 1 << 16;

async function handOver(process: Process, connection: Connection, argv: readonly string[]): Promise<void> {
  const own = process.fds.get(1);
  process.setFd(0, new Descriptor(connection.incoming.reader));
  process.setFd(1, new Descriptor(socketWriter(connection)));
  const child = await runChild(process, argv);
  await process.waitFor(child.exited);
  connection.end();
  if (own) process.closeFd(1);
}

/** A connection as a file to write to. */
export function socketWriter(connection: Connection) {
  return {
    kind: 'socket' as const,
    path: 'socket:[1]',
    read: async () => {
      throw new PosixError('EBADF');
    },
    write: async (process: Process, chunk: Uint8Array) => {
      await process.charge(1 + (chunk.length >> 8));
      connection.send(chunk);
    },
    close: () => {},
  };
}

async function serve(
  process: Process,
  port: number,
  { keep, argv }: { keep: boolean; argv: readonly string[] | undefined },
): Promise<number> {
  if (!Number.isInteger(port) || port <= 0) throw new ToolError('bad port');
  const arrived: Connection[] = [];
  let wake: () => void = () => {};
  const listening = await process.waitFor(
    process.box.services.net.listen(port, (connection) => {
      arrived.push(connection);
      wake();
    }),
  );
  try {
    do {
      while (arrived.length === 0)
        await process.block((done) => {
          wake = done;
          return () => {};
        });
      const connection = arrived.shift();
      if (!connection) continue;
      if (!keep) listening.close();
      await converse(process, connection, argv);
    } while (keep);
    return 0;
  } finally {
    listening.close();
  }
}

// ------------------------------------------------------------------------------------------------------- addresses

const ip = tool(async (process, args) => {
  const { ip: address } = process.box.services.net;
  if (/^r/.test(args.find((arg) => !arg.startsWith('-')) ?? '')) {
    await process.print(1, `default via ${address.replace(/\d+$/, '1')} dev eth0 \n`);
    return 0;
  }
  await process.print(
    1,
    `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n    link/ether ${mac(address)} brd ff:ff:ff:ff:ff:ff\n    inet ${address}/24 brd ${address.replace(/\d+$/, '255')} scope global eth0\n       valid_lft forever preferred_lft forever\n`,
  );
  return 0;
});

const mac = (address: string): string =>
  `0a:58:${address
    .split('.')
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .join(':')}`;

const ifconfig = tool(async (process) => {
  const { ip: address } = process.box.services.net;
  await process.print(
    1,
    `eth0      Link encap:Ethernet  HWaddr ${mac(address).toUpperCase()}  \n          inet addr:${address}  Bcast:${address.replace(/\d+$/, '255')}  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\nlo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n`,
  );
  return 0;
});

const unsimulated = (what: string): Tool =>
  tool(async (process) => {
    throw new ToolError(
      `${what} is not simulated; try wget, nc -z or nslookup`,
      nameOf(process) === 'ping' ? 2 : 1,
    );
  });

export const NET_TOOLS: Readonly<Record<string, Tool>> = {
  wget,
  curl,
  nslookup,
  'nslookup-1.28': nslookupClassic,
  getent,
  nc,
  ip,
  ifconfig,
  httpd,
  telnet: tool(async (process, args) => nc(process, args)),
  ping: unsimulated('ICMP'),
  ping6: unsimulated('ICMP'),
  traceroute: unsimulated('tracing'),
  netstat: unsimulated('the socket table'),
  route: tool(async (process) => ip(process, ['route'])),
};
