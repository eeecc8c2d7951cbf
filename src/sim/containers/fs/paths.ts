/** Paths as text: nothing here looks at a file. */

export const splitPath = (path: string): string[] => path.split('/').filter((part) => part !== '');

export const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const join = (directory: string, name: string): string =>
  directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;

/** Absolute and without "." and "..", by text alone. */
export function normalize(path: string, cwd = '/'): string {
  const out: string[] = [];
  for (const part of splitPath(path.startsWith('/') ? path : `${cwd}/${path}`)) {
    if (part === '..') out.pop();
    else if (part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
}

/** Absolute; dots and links are left for the walk. */
export const absolute = (path: string, cwd: string): string =>
  path.startsWith('/') ? path : path === '' ? '' : join(cwd, path);

/** Order of names as `LC_ALL=C ls` has it. */
export const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
