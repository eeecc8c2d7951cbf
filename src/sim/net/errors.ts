/** Failures of the simulated network, with the POSIX codes that programs turn into their own words. */
export type NetworkErrorCode =
  | 'ENOTFOUND'
  | 'ECONNREFUSED'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'EADDRINUSE'
  | 'ECONNRESET';

export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  constructor(
    readonly code: NetworkErrorCode,
    message: string,
  ) {
    super(message);
  }
}
