import { own } from '@/apimachinery';

/** What the web servers of the catalogue share: media types, header reading, safe paths. */

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  txt: 'text/plain',
  xml: 'text/xml',
  js: 'application/javascript',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/x-icon',
  pdf: 'application/pdf',
  wasm: 'application/wasm',
};

/** The media type by the name's extension; undefined when it has none that is known. */
export function mediaType(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const extension = dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
  return own(TYPES, extension);
}

/** The path of a request, percent-decoded; undefined when it is malformed. */
export function decodedPath(url: URL): string | undefined {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
}

/** Path and query as they stood in the request line. */
export const requestTarget = (url: URL): string => `${url.pathname}${url.search}`;

/** The POSIX code of a file system's or network's error ("ENOENT"). */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Resolves when the program is told to end, with the signal's number. */
export function signalled(terminated: AbortSignal): Promise<number> {
  const number = () => (typeof terminated.reason === 'number' ? terminated.reason : 15);
  if (terminated.aborted) return Promise.resolve(number());
  return new Promise((resolve) => {
    terminated.addEventListener('abort', () => resolve(number()), { once: true });
  });
}
