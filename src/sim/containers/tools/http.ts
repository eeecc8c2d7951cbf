/** What `wget` and `curl` share: an address, one exchange within a time, and why it failed. */

import type { HttpRequest, HttpResponse } from '../kernel/net';
import type { Process } from '../kernel/process';

export interface Target {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
}

/** A URL with or without its scheme; undefined when it is none. */
export function parseTarget(text: string): Target | undefined {
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    return { url, host: url.hostname.replace(/^\[|\]$/g, ''), port };
  } catch {
    return undefined;
  }
}

export const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');

/** The host's first address; undefined when the name doesn't resolve. */
export async function resolve(process: Process, host: string): Promise<string | undefined> {
  if (isAddress(host)) return host;
  if (host === 'localhost') return '127.0.0.1';
  if (host === process.box.config.hostname) return process.box.services.net.ip;
  const [address] = await process.waitFor(process.box.services.net.lookup(host));
  return address;
}

export function exchange(
  process: Process,
  request: HttpRequest,
  timeoutMs: number | undefined,
): Promise<HttpResponse> {
  return process.within(timeoutMs, () => process.waitFor(process.box.services.net.fetch(request)));
}

export const header = (response: HttpResponse, name: string): string | undefined =>
  response.headers.find(([key]) => key.toLowerCase() === name)?.[1];

export const isRedirect = ({ status }: HttpResponse): boolean => [301, 302, 303, 307, 308].includes(status);
