/** From a request to a response: routing, static files, redirects, proxying, error pages. */
import { errorCode, mediaType } from '../shared/http';
import { type Exchange, expandVariables, logError } from './exchange';
import { OS_ERRORS } from './load';
import type { Location, NginxConfig, ReturnRule, Server, Settings } from './model';
import { proxy } from './proxy';
import { encode, type Reply, status } from './reply';
import { findLocation, findNamed } from './routing';

const MAX_INTERNAL_REDIRECTS = 10;

export async function respond(config: NginxConfig, server: Server, x: Exchange): Promise<Reply> {
  const reply = await route(config, server, x, MAX_INTERNAL_REDIRECTS);
  return reply.status >= 300 ? withErrorPage(config, server, x, reply) : reply;
}

async function route(config: NginxConfig, server: Server, x: Exchange, redirects: number): Promise<Reply> {
  if (server.return) return returned(server.return, x, server);
  const location = findLocation(server, x.path);
  if (!location) return staticFile(x, server, { ...server, pattern: '/' });
  return inLocation({ config, server, location, redirects }, x);
}

interface Place {
  readonly config: NginxConfig;
  readonly server: Server;
  readonly location: Location;
  readonly redirects: number;
}

async function inLocation(place: Place, x: Exchange): Promise<Reply> {
  const { config, server, location, redirects } = place;
  if (location.return) return returned(location.return, x, location);
  if (location.denied) {
    logError(x, 'access forbidden by rule');
    return status(403, x, location);
  }
  if (location.tryFiles.length > 0) {
    const target = await tryFiles(location, x);
    if (typeof target === 'number') return status(target, x, location);
    if (target.startsWith('@')) {
      const named = findNamed(server, target);
      return named ? inLocation({ ...place, location: named }, x) : status(500, x, location);
    }
    if (target !== x.path) {
      if (redirects === 0) return status(500, x, location);
      return route(config, server, { ...x, path: target }, redirects - 1);
    }
  }
  if (location.proxyPass) return proxy(config, location, x);
  return staticFile(x, server, location);
}

function returned(rule: ReturnRule, x: Exchange, settings: Settings): Reply {
  const text = rule.text === undefined ? undefined : expandVariables(rule.text, x);
  const isRedirect = [301, 302, 303, 307, 308].includes(rule.code);
  if (isRedirect && text !== undefined) {
    const location = text.startsWith('/') ? new URL(text, x.url).href : text;
    return { ...status(rule.code, x, settings), headers: { 'content-type': 'text/html', location } };
  }
  if (text === undefined) return status(rule.code, x, settings);
  return {
    status: rule.code,
    headers: { 'content-type': settings.defaultType },
    body: encode(text),
    settings,
  };
}

/** The first candidate that exists, else the last one: a path, "@name" or "=code". */
async function tryFiles(location: Location, x: Exchange): Promise<string | number> {
  const candidates = location.tryFiles.map((c) => expandVariables(c, x));
  for (const candidate of candidates.slice(0, -1)) {
    const wantsFolder = candidate.endsWith('/');
    const found = await x.context.fs.stat(location.root + candidate).catch(() => undefined);
    if (found && (found.type === 'directory') === wantsFolder) return candidate;
  }
  const last = candidates.at(-1) ?? '=404';
  return last.startsWith('=') ? Number(last.slice(1)) : last;
}

async function staticFile(
  x: Exchange,
  server: Server,
  where: Settings & { pattern: string; alias?: string },
) {
  if (x.request.method !== 'GET' && x.request.method !== 'HEAD') return status(405, x, where);
  const file = fileOf(x.path, where);
  const { fs } = x.context;
  if (x.path.endsWith('/')) {
    for (const name of where.index) {
      const path = file + name;
      const body = await fs.readFile(path).catch(() => undefined);
      if (body) return found(body, path, where);
    }
    return folder(x, file, where);
  }
  try {
    if ((await fs.stat(file)).type === 'directory') {
      const location = `${x.url.protocol}//${x.url.host}${x.url.pathname}/${x.url.search}`;
      return { ...status(301, x, server), headers: { 'content-type': 'text/html', location } };
    }
    return found(await fs.readFile(file), file, where);
  } catch (error) {
    return missing(x, where, { file, error });
  }
}

function fileOf(path: string, where: { root: string; alias?: string; pattern: string }): string {
  return where.alias === undefined ? where.root + path : where.alias + path.slice(where.pattern.length);
}

const found = (body: Uint8Array, path: string, settings: Settings): Reply => ({
  status: 200,
  headers: { 'content-type': mediaType(path) ?? settings.defaultType, 'accept-ranges': 'bytes' },
  body,
  settings,
});

function missing(x: Exchange, settings: Settings, what: { file: string; error: unknown }): Reply {
  const code = errorCode(what.error) ?? 'ENOENT';
  logError(x, `open() "${what.file}" failed (${OS_ERRORS[code] ?? OS_ERRORS.ENOENT})`);
  return status(code === 'EACCES' ? 403 : 404, x, settings);
}

async function folder(x: Exchange, path: string, settings: Settings): Promise<Reply> {
  const names = await x.context.fs.readdir(path).catch((error: unknown) => ({ error }));
  if (!Array.isArray(names)) {
    const { error } = names as { error: unknown };
    logError(
      x,
      `"${path}${settings.index.at(-1) ?? ''}" is not found (${OS_ERRORS[errorCode(error) ?? ''] ?? OS_ERRORS.ENOENT})`,
    );
    return status(404, x, settings);
  }
  if (!settings.autoindex) {
    logError(x, `directory index of "${path}" is forbidden`);
    return status(403, x, settings);
  }
  const links = names.toSorted().map((n: string) => `<a href="${n}">${n}</a>\r\n`);
  const html =
    `<html>\r\n<head><title>Index of ${x.path}</title></head>\r\n<body>\r\n<h1>Index of ${x.path}</h1><hr><pre>` +
    `<a href="../">../</a>\r\n${links.join('')}</pre><hr></body>\r\n</html>\r\n`;
  return { status: 200, headers: { 'content-type': 'text/html' }, body: encode(html), settings };
}

/** error_page: the page's content with the original status. */
async function withErrorPage(config: NginxConfig, server: Server, x: Exchange, reply: Reply): Promise<Reply> {
  const page = reply.settings.errorPages.get(reply.status);
  if (page === undefined) return reply;
  if (/^https?:\/\//.test(page)) {
    return { ...status(302, x, server), headers: { 'content-type': 'text/html', location: page } };
  }
  const content = await route(config, server, { ...x, path: page }, MAX_INTERNAL_REDIRECTS);
  return content.status === 200 ? { ...content, status: reply.status } : reply;
}
