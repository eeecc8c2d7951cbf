/**
 * nslookup as busybox has it (1.29 and later): a name without dots is asked with every domain of the search path, one
 * with dots as it stands, each for A and AAAA.
 */
import type { DnsAnswer, DnsRecord, DnsType } from '../../contracts';
import type { Process } from '../kernel/process';
import { resolve } from './http';
import { ToolError, tool } from './io';

interface ResolverFile {
  readonly servers: readonly string[];
  readonly search: readonly string[];
}

/** /etc/resolv.conf */
export function resolverFile(process: Process): ResolverFile {
  const at = process.box.vfs.tryLocate('/etc/resolv.conf');
  const text = at?.inode.type === 'file' ? new TextDecoder().decode(at.inode.data.bytes()) : '';
  const servers = [...text.matchAll(/^nameserver\s+(\S+)/gm)].flatMap(([, server]) =>
    server ? [server] : [],
  );
  return {
    servers: servers.length > 0 ? servers : ['127.0.0.1'],
    search: /^search\s+(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [],
  };
}

const TYPES: readonly DnsType[] = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'TXT', 'NS', 'MX', 'SOA'];
const BOTH_FAMILIES: readonly DnsType[] = ['A', 'AAAA'];
const USAGE = 'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]';
const TIMED_OUT = ';; connection timed out; no servers could be reached\n\n';

interface Question {
  readonly name: string;
  readonly type: DnsType;
}

export const nslookup = tool(async (process, args) => {
  const types = args.flatMap((arg) => typeOf(arg) ?? []);
  const [name, server] = args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) throw new ToolError(USAGE);
  const { servers, search } = resolverFile(process);
  const asked = server === undefined ? servers : [await addressOf(process, server)];
  for (const address of asked) {
    const answers = await askAll(process, questions(name, types, search), address);
    if (!answers) continue;
    await process.print(1, `Server:\t\t${address}\nAddress:\t${address}:53\n\n`);
    for (const text of answers.map(answerText)) await process.print(1, `${text}\n`);
    return answers.some(({ answer }) => answer.records.length > 0) ? 0 : 1;
  }
  await process.print(1, TIMED_OUT);
  return 1;
});

function typeOf(arg: string): DnsType | undefined {
  const text = /^-(?:querytype|query|type|q|ty)=(\w+)$/i.exec(arg)?.[1]?.toUpperCase();
  if (text === undefined || text === 'ANY') return undefined;
  const known = TYPES.find((type) => type === text);
  if (!known) throw new ToolError(`invalid query type "${text.toLowerCase()}"`);
  return known;
}

async function addressOf(process: Process, server: string): Promise<string> {
  const address = await resolve(process, server);
  if (address === undefined) throw new ToolError(`bad address '${server}'`);
  return address;
}

function questions(name: string, types: readonly DnsType[], search: readonly string[]): readonly Question[] {
  if (types.length === 0 && /^\d+(\.\d+){3}$/.test(name)) {
    return [{ name: `${name.split('.').reverse().join('.')}.in-addr.arpa`, type: 'PTR' }];
  }
  const names =
    name.includes('.') || search.length === 0 ? [name] : search.map((domain) => `${name}.${domain}`);
  return (types.length > 0 ? types : BOTH_FAMILIES).flatMap((type) =>
    names.map((full) => ({ name: full.replace(/\.$/, ''), type })),
  );
}

type Answered = Question & { readonly answer: DnsAnswer };

/** Nothing when the server is silent. */
async function askAll(
  process: Process,
  list: readonly Question[],
  server: string,
): Promise<readonly Answered[] | undefined> {
  const { net } = process.box.services;
  const answered: Answered[] = [];
  for (const question of list) {
    const answer = await process.waitFor(net.query(question.name, question.type, server));
    if (answer.status === 'TIMEOUT') return undefined;
    answered.push({ ...question, answer });
  }
  return answered;
}

const answerText = ({ name, answer: { status, records } }: Answered): string =>
  status === 'NXDOMAIN'
    ? `** server can't find ${name}: NXDOMAIN\n`
    : records.map((record) => `${recordText(record)}\n`).join('');

function recordText(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
      return `Name:\t${record.name}\nAddress: ${record.address}`;
    case 'CNAME':
      return `${record.name}\tcanonical name = ${record.target}`;
    case 'PTR':
      return `${record.name}\tname = ${record.target}`;
    case 'SRV':
      return `${record.name}\tservice = ${record.priority} ${record.weight} ${record.port} ${record.target}`;
  }
}
