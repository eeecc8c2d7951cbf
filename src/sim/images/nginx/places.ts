/**
 * Where nginx writes at its start, and what it says when its user or a read-only file system won't let it: folders for
 * bodies under way, and its pid. Nothing is written here: a container that may write has no more files for it.
 */
// upstream: nginx src/core/ngx_file.c ngx_create_paths, src/core/nginx.c ngx_create_pidfile, ngx_set_user
import type { ProgramContext } from '../../contracts';
import { ConfigError, type Directive } from './syntax';

export interface Places {
  /** In the order in which they are made. */
  readonly folders: readonly string[];
  readonly pidFile: string;
  /** Where the configuration names a user, which only root can become: "/etc/nginx/nginx.conf:2". */
  readonly user?: string;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
  (what) => [`${what}_temp_path`, `/var/cache/nginx/${what.replace('_body', '')}_temp`] as const,
);
const PID_FILE = '/run/nginx.pid';

export function readPlaces(main: readonly Directive[], http: readonly Directive[]): Places {
  const argument = (block: readonly Directive[], name: string) => block.find((d) => d.name === name)?.args[0];
  const user = main.find(({ name }) => name === 'user');
  return {
    folders: TEMPORARY.map(([name, usual]) => argument(http, name) ?? usual),
    pidFile: argument(main, 'pid') ?? PID_FILE,
    ...(user && { user: `${user.file}:${user.line}` }),
  };
}

/** What is only a warning. */
export const userWarning = ({ user }: Places, { uid = 0 }: ProgramContext): string | undefined =>
  user && uid !== 0
    ? `the "user" directive makes sense only if the master process runs with super-user privileges, ignored in ${user}`
    : undefined;

/** Throws {@link ConfigError} for the first folder that can't be made. */
export function checkFolders({ folders }: Places, context: ProgramContext): void {
  for (const folder of folders) {
    const problem = failure('mkdir', folder, context);
    if (problem !== undefined) throw new ConfigError(problem);
  }
}

/** What keeps the pid from being written. */
export const pidProblem = ({ pidFile }: Places, context: ProgramContext): string | undefined =>
  failure('open', pidFile, context);

function failure(call: 'mkdir' | 'open', path: string, { refusal }: ProgramContext): string | undefined {
  const code = refusal?.(path.slice(0, path.lastIndexOf('/')) || '/');
  return code === undefined ? undefined : `${call}() "${path}" failed (${ERRORS.get(code) ?? code})`;
}

/** As the C library tells them; other errors don't come from making a file. */
const ERRORS = new Map([
  ['ENOENT', '2: No such file or directory'],
  ['EACCES', '13: Permission denied'],
  ['ENOTDIR', '20: Not a directory'],
  ['EROFS', '30: Read-only file system'],
]);
