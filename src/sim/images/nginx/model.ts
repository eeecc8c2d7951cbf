/**
 * From directives to what the server does: servers by port and name, locations with their matching rules, and the
 * inherited settings (root, index, error pages, logs). What is outside the subset is accepted when real nginx knows
 * it, and refused as nginx refuses an unknown directive when it doesn't.
 */
import { IGNORED_DIRECTIVES } from './directives';
import { type Places, readPlaces } from './places';
import { ConfigError, configError, type Directive } from './syntax';

export interface ReturnRule {
  readonly code: number;
  readonly text?: string;
}

export interface Settings {
  readonly root: string;
  readonly index: readonly string[];
  readonly autoindex: boolean;
  readonly errorPages: ReadonlyMap<number, string>;
  readonly accessLog: boolean;
  readonly defaultType: string;
  readonly tryFiles: readonly string[];
  readonly headers: readonly { readonly name: string; readonly value: string; readonly always: boolean }[];
}

export interface Location extends Settings {
  readonly modifier: '' | '=' | '^~' | '~' | '~*' | '@';
  readonly pattern: string;
  readonly alias?: string;
  readonly return?: ReturnRule;
  readonly proxyPass?: { readonly url: string; readonly file: string; readonly line: number };
  readonly proxyHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly denied: boolean;
}

export interface Server extends Settings {
  readonly ports: readonly { readonly port: number; readonly isDefault: boolean; readonly tls: boolean }[];
  readonly names: readonly string[];
  readonly return?: ReturnRule;
  readonly locations: readonly Location[];
}

export interface Upstream {
  readonly servers: readonly string[];
}

export interface NginxConfig {
  readonly servers: readonly Server[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly places: Places;
}

const DEFAULTS: Settings = {
  root: '/etc/nginx/html',
  index: ['index.html'],
  autoindex: false,
  errorPages: new Map(),
  accessLog: true,
  defaultType: 'text/plain',
  tryFiles: [],
  headers: [],
};

/** Builds the configuration; `directives` has its includes already in place. Throws {@link ConfigError}. */
export function buildConfig(directives: readonly Directive[]): NginxConfig {
  const http = directives.find((d) => d.name === 'http');
  for (const d of directives) if (d !== http) checkKnown(d, MAIN_DIRECTIVES);
  if (!directives.some((d) => d.name === 'events')) {
    throw new ConfigError('no "events" section in configuration');
  }
  const servers: Server[] = [];
  const upstreams = new Map<string, Upstream>();
  const inherited = readSettings(http?.block ?? [], DEFAULTS);
  for (const d of http?.block ?? []) {
    if (d.name === 'server') servers.push(readServer(d, inherited));
    else if (d.name === 'upstream') upstreams.set(d.args[0] ?? '', readUpstream(d));
    else checkKnown(d, SETTING_DIRECTIVES);
  }
  return { servers, upstreams, places: readPlaces(directives, http?.block ?? []) };
}

const MAIN_DIRECTIVES = new Set(['events', 'http', 'stream', 'mail']);
const SETTING_DIRECTIVES = new Set([
  'root',
  'index',
  'autoindex',
  'error_page',
  'access_log',
  'default_type',
  'try_files',
  'add_header',
]);
const SERVER_DIRECTIVES = new Set(['listen', 'server_name', 'return', 'location']);
const LOCATION_DIRECTIVES = new Set([
  'alias',
  'return',
  'proxy_pass',
  'proxy_set_header',
  'deny',
  'allow',
  'location',
]);

function checkKnown(d: Directive, ...known: readonly ReadonlySet<string>[]): void {
  if (known.some((set) => set.has(d.name)) || IGNORED_DIRECTIVES.has(d.name)) return;
  throw configError(`unknown directive "${d.name}"`, d);
}

function readSettings(block: readonly Directive[], inherited: Settings): Settings {
  let settings = inherited;
  let headers: Settings['headers'] | undefined;
  for (const d of block) {
    const [first = ''] = d.args;
    if (SETTING_DIRECTIVES.has(d.name) && d.args.length === 0) {
      throw configError(`invalid number of arguments in "${d.name}" directive`, d);
    }
    if (d.name === 'root') settings = { ...settings, root: stripSlash(first) };
    else if (d.name === 'index') settings = { ...settings, index: d.args };
    else if (d.name === 'autoindex') settings = { ...settings, autoindex: first === 'on' };
    else if (d.name === 'access_log') settings = { ...settings, accessLog: first !== 'off' };
    else if (d.name === 'default_type') settings = { ...settings, defaultType: first };
    else if (d.name === 'try_files') settings = { ...settings, tryFiles: d.args };
    else if (d.name === 'error_page') settings = { ...settings, errorPages: withErrorPage(settings, d) };
    else if (d.name === 'add_header') {
      headers = [...(headers ?? []), { name: first, value: d.args[1] ?? '', always: d.args[2] === 'always' }];
    }
  }
  return headers ? { ...settings, headers } : settings;
}

function withErrorPage(settings: Settings, d: Directive): ReadonlyMap<number, string> {
  const page = d.args.at(-1) ?? '';
  const pages = new Map(settings.errorPages);
  for (const code of d.args.slice(0, -1)) {
    if (code.startsWith('=')) continue;
    if (!/^[345]\d\d$/.test(code)) throw configError(`invalid value "${code}"`, d);
    pages.set(Number(code), page);
  }
  return pages;
}

function readServer(server: Directive, inherited: Settings): Server {
  const block = server.block ?? [];
  const settings = readSettings(block, inherited);
  for (const d of block) checkKnown(d, SETTING_DIRECTIVES, SERVER_DIRECTIVES);
  const listens = block.filter((d) => d.name === 'listen').map(readListen);
  const rule = readReturn(block);
  return {
    ...settings,
    ports: uniquePorts(listens.length > 0 ? listens : [{ port: 80, isDefault: false, tls: false }]),
    names: block.filter((d) => d.name === 'server_name').flatMap((d) => d.args),
    ...(rule ? { return: rule } : {}),
    locations: readLocations(block, settings),
  };
}

/** IPv4 and IPv6 listeners of one port are one port here. */
const uniquePorts = (ports: Server['ports']): Server['ports'] => [
  ...new Map(ports.map((p) => [p.port, p])).values(),
];

function readListen(d: Directive): Server['ports'][number] {
  const [address = '', ...options] = d.args;
  const text =
    address.includes(':') && !address.endsWith(']') ? address.slice(address.lastIndexOf(':') + 1) : address;
  const isHostOnly = text === address && !/^\d+$/.test(text);
  const port = isHostOnly ? 80 : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw configError(`invalid port in "${address}" of the "listen" directive`, d);
  }
  return { port, isDefault: options.includes('default_server'), tls: options.includes('ssl') };
}

const readLocations = (block: readonly Directive[], inherited: Settings): Location[] =>
  block.filter((d) => d.name === 'location').flatMap((d) => readLocation(d, inherited));

function readLocation(location: Directive, inherited: Settings): Location[] {
  const [first = '', second] = location.args;
  const block = location.block ?? [];
  for (const d of block) checkKnown(d, SETTING_DIRECTIVES, LOCATION_DIRECTIVES);
  if (location.args.length === 0) {
    throw configError('invalid number of arguments in "location" directive', location);
  }
  const settings = readSettings(block, inherited);
  const rule = readReturn(block);
  const last = (name: string) => block.findLast((d) => d.name === name)?.args[0];
  const alias = last('alias');
  const proxyPass = block.findLast((d) => d.name === 'proxy_pass');
  const made: Location = {
    ...settings,
    ...locationMatch(first, second, location),
    ...(alias === undefined ? {} : { alias }),
    ...(rule ? { return: rule } : {}),
    ...(proxyPass ? { proxyPass: checkedProxy(proxyPass) } : {}),
    proxyHeaders: block
      .filter((d) => d.name === 'proxy_set_header')
      .map((d) => ({ name: d.args[0] ?? '', value: d.args[1] ?? '' })),
    denied: block.find((d) => d.name === 'deny' || d.name === 'allow')?.name === 'deny',
  };
  return [made, ...readLocations(block, settings)];
}

function locationMatch(first: string, second: string | undefined, at: Directive) {
  if (second === undefined) {
    return first.startsWith('@')
      ? { modifier: '@' as const, pattern: first }
      : { modifier: '' as const, pattern: first };
  }
  if (first === '=' || first === '^~' || first === '~' || first === '~*') {
    return { modifier: first, pattern: second } as const;
  }
  throw configError(`invalid location modifier "${first}"`, at);
}

function checkedProxy(d: Directive): NonNullable<Location['proxyPass']> {
  const [url = ''] = d.args;
  if (!/^https?:\/\//.test(url)) throw configError('invalid URL prefix', d);
  return { url, file: d.file, line: d.line };
}

function readReturn(block: readonly Directive[]): ReturnRule | undefined {
  const d = block.find((directive) => directive.name === 'return');
  if (!d) return undefined;
  const [first = '', second] = d.args;
  if (/^https?:\/\//.test(first)) return { code: 302, text: first };
  if (!/^\d{3}$/.test(first)) throw configError(`invalid return code "${first}"`, d);
  return { code: Number(first), ...(second === undefined ? {} : { text: second }) };
}

function readUpstream(d: Directive): Upstream {
  const servers = (d.block ?? []).filter((s) => s.name === 'server').map((s) => s.args[0] ?? '');
  if (servers.length === 0) throw configError('no servers are inside upstream', d);
  return { servers };
}

const stripSlash = (path: string) => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
