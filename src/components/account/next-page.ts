/** Where to go after signing in: a path of this site, never an address of another. */
export const nextPage = (asked: string | readonly string[] | undefined): string =>
  typeof asked === 'string' && /^\/(?![/\\])/.test(asked) ? asked : '/';
