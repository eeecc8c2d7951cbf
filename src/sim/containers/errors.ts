/**
 * POSIX errors as C programs meet them: a `code` for programs, strerror's text for people. Everything in the container
 * engine that fails in a file, process or network call throws one of these.
 */
const TEXTS = {
  E2BIG: 'Argument list too long',
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address in use',
  EAGAIN: 'Resource temporarily unavailable',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Resource busy',
  ECHILD: 'No child process',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EDQUOT: 'Disk quota exceeded',
  EEXIST: 'File exists',
  EFBIG: 'File too large',
  EHOSTUNREACH: 'Host is unreachable',
  EINTR: 'Interrupted system call',
  EINVAL: 'Invalid argument',
  EIO: 'I/O error',
  EISDIR: 'Is a directory',
  ELOOP: 'Symbolic link loop',
  ENOENT: 'No such file or directory',
  ENOMEM: 'Out of memory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  ENOTFOUND: 'Name does not resolve',
  ENOTTY: 'Not a tty',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  EROFS: 'Read-only file system',
  ESRCH: 'No such process',
  ETIMEDOUT: 'Operation timed out',
  EXDEV: 'Cross-device link',
} as const;

export type PosixCode = keyof typeof TEXTS;

export class PosixError extends Error {
  constructor(
    readonly code: PosixCode,
    readonly path?: string,
  ) {
    super(path === undefined ? TEXTS[code] : `${path}: ${TEXTS[code]}`);
    this.name = 'PosixError';
  }

  /** strerror's text without the path. */
  get text(): string {
    return TEXTS[this.code];
  }
}

/** strerror of anything thrown; an error that isn't ours keeps its own message. */
export function errorText(error: unknown): string {
  if (error instanceof PosixError) return error.text;
  const code = errorCode(error);
  if (code !== undefined && isPosixCode(code)) return TEXTS[code];
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of an error that came from the network or a file system. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const isPosixCode = (code: string): code is PosixCode => Object.hasOwn(TEXTS, code);

/** Rebuilds an error that crossed a thread boundary as code and message. */
export function posixFrom(code: string | undefined, message: string): Error {
  return code !== undefined && isPosixCode(code) ? new PosixError(code) : new Error(message);
}
