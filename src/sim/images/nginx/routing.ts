/** Which server and which location answer a request. */
import { RE2JS } from 're2js';
import type { Location, NginxConfig, Server } from './model';

// upstream: nginx src/http/ngx_http_request.c ngx_http_find_virtual_server
export function findServer(config: NginxConfig, port: number, host: string): Server | undefined {
  const onPort = config.servers.filter((s) => s.ports.some((p) => p.port === port));
  const matching =
    onPort.find((s) => s.names.includes(host)) ??
    onPort.find((s) => s.names.some((n) => n.startsWith('*.') && host.endsWith(n.slice(1)))) ??
    onPort.find((s) => s.names.some((n) => n.endsWith('.*') && host.startsWith(n.slice(0, -1)))) ??
    onPort.find((s) => s.names.some((n) => n.startsWith('~') && matches(n.slice(1), host, false)));
  return matching ?? onPort.find((s) => s.ports.some((p) => p.port === port && p.isDefault)) ?? onPort[0];
}

// upstream: nginx src/http/ngx_http_core_module.c ngx_http_core_find_location
export function findLocation(server: Server, path: string): Location | undefined {
  const exact = server.locations.find((l) => l.modifier === '=' && l.pattern === path);
  if (exact) return exact;
  const prefix = server.locations
    .filter((l) => (l.modifier === '' || l.modifier === '^~') && path.startsWith(l.pattern))
    .reduce<Location | undefined>(
      (best, l) => (best && best.pattern.length >= l.pattern.length ? best : l),
      undefined,
    );
  if (prefix?.modifier === '^~') return prefix;
  const regex = server.locations.find(
    (l) => (l.modifier === '~' || l.modifier === '~*') && matches(l.pattern, path, l.modifier === '~*'),
  );
  return regex ?? prefix;
}

export const findNamed = (server: Server, name: string): Location | undefined =>
  server.locations.find((l) => l.modifier === '@' && l.pattern === name);

/** A linear-time match: students write these patterns. One that does not compile matches nothing. */
function matches(pattern: string, text: string, ignoreCase: boolean): boolean {
  try {
    return RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
      .matcher(text)
      .find();
  } catch {
    return false;
  }
}
