/**
 * Which pages may change things or open websockets: those of this site. With BASE_URL that is exactly it; on loopback
 * it is this port under each of loopback's names, which also defeats DNS rebinding; otherwise the page must come from
 * the very host that the request is addressed to.
 */
import { isLoopback, type Settings } from '../env';

export type OriginPolicy = (origin: string | null, host: string | null) => boolean;

/** `port` is asked late: with PORT=0 it is known only once the server listens. */
export function originPolicy(
  { BASE_URL, HOST }: Pick<Settings, 'BASE_URL' | 'HOST'>,
  port: () => number,
): OriginPolicy {
  if (BASE_URL) return (origin) => origin === BASE_URL;
  if (isLoopback(HOST)) {
    return (origin) =>
      ['localhost', '127.0.0.1', '[::1]'].some(
        (name) => origin === new URL(`http://${name}:${port()}`).origin,
      );
  }
  return (origin, host) => host !== null && (origin === `http://${host}` || origin === `https://${host}`);
}
