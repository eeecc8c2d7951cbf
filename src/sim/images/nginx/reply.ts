/** An answer in the making. */
import { builtInPage, type Exchange } from './exchange';
import type { Settings } from './model';

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What goes out, before common headers are added. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The settings that applied, for logs and added headers. */
  readonly settings: Settings;
}

/** nginx's own page for a status. */
export function status(code: number, x: Exchange, settings: Settings): Reply {
  const page = builtInPage(code, x.version);
  return {
    status: code,
    headers: page === undefined ? {} : { 'content-type': 'text/html' },
    body: encode(page ?? ''),
    settings,
  };
}
