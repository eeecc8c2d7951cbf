/** Passwords as htpasswd and openssl write them: apr1 and MD5-crypt, SHA-1, plain. */
// RFC 7617; https://httpd.apache.org/docs/2.4/misc/password_encryptions.html
import { md5, sha1 } from '@noble/hashes/legacy.js';

const encoder = new TextEncoder();

/** Whether `file` ("user:hash" lines) knows the user with that password. */
export function isKnown(file: string, user: string, password: string): boolean {
  const line = file.split('\n').find((text) => text.startsWith(`${user}:`));
  return (
    line !== undefined &&
    isPassword(
      line
        .slice(user.length + 1)
        .split(':')[0]
        ?.trim() ?? '',
      password,
    )
  );
}

function isPassword(hash: string, password: string): boolean {
  const [, kind, salt] = /^\$(apr1|1)\$([^$]{1,8})\$/.exec(hash) ?? [];
  if (kind !== undefined && salt !== undefined) return md5Crypt(password, salt, `$${kind}$`) === hash;
  if (hash.startsWith('{SHA}')) return hash.slice('{SHA}'.length) === base64(sha1(encoder.encode(password)));
  return hash.startsWith('{PLAIN}') && hash.slice('{PLAIN}'.length) === password;
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

const ROUNDS = 1000;
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The order in which the digest's bytes are written, three at a time. */
const ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

// Poul-Henning Kamp's algorithm, as in apr_md5.c of Apache's portable runtime.
function md5Crypt(password: string, saltText: string, magic: string): string {
  const [secret, salt] = [encoder.encode(password), encoder.encode(saltText)];
  const mixed = md5(join(secret, salt, secret));
  const first: Uint8Array[] = [secret, encoder.encode(magic), salt];
  for (let left = secret.length; left > 0; left -= mixed.length) first.push(mixed.subarray(0, left));
  for (let bits = secret.length; bits > 0; bits >>= 1) {
    first.push(bits & 1 ? new Uint8Array(1) : secret.subarray(0, 1));
  }
  let digest = md5(join(...first));
  for (let round = 0; round < ROUNDS; round++) {
    digest = md5(
      join(
        round & 1 ? secret : digest,
        ...(round % 3 ? [salt] : []),
        ...(round % 7 ? [secret] : []),
        round & 1 ? digest : secret,
      ),
    );
  }
  const at = (index: number) => digest[index] ?? 0;
  const text = ORDER.map(([a, b, c]) => letters((at(a) << 16) | (at(b) << 8) | at(c), 4)).join('');
  return `${magic}${saltText}$${text}${letters(at(11), 2)}`;
}

const letters = (value: number, count: number): string =>
  Array.from({ length: count }, (_, i) => ALPHABET[(value >> (6 * i)) & 63]).join('');

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
