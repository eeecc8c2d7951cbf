/** resourceVersion and continue as requests carry them. */
// upstream: apiserver/pkg/storage/etcd3/{store,errors}.go, apiserver/pkg/storage/errors.go
import { badRequest, failure, field, invalid, invalidObject, type StatusError } from '@/apimachinery';
import type { ObjectStore } from '../../store';
import type { RequestScope } from '../scope';

const VERSION = /^\d+$/;
const goParseError = (text: string) => `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;

/** The version that a read asks for; undefined for none or "0". A future version is refused. */
export function readVersion(store: ObjectStore, text: string | undefined): number | undefined {
  if (!text || text === '0') return undefined;
  if (!VERSION.test(text)) throw badRequest(`invalid resource version: ${goParseError(text)}`);
  const version = Number(text);
  if (version > store.version) throw tooLarge(version, store.version);
  return version;
}

/** The version that a watch starts after; undefined for "from the present state". */
export function watchVersion(scope: RequestScope): number | undefined {
  const text = scope.options.resourceVersion;
  if (!text || text === '0') return undefined;
  if (VERSION.test(text)) return Number(text);
  const { group, resource } = scope.resource;
  throw invalidObject({ group, kind: resource }, '', [
    invalid(field('resourceVersion'), text, goParseError(text)),
  ]);
}

function tooLarge(asked: number, current: number): StatusError {
  const message = 'Too large resource version';
  return failure(504, 'Timeout', `Timeout: ${message}: ${asked}, current: ${current}`, {
    retryAfterSeconds: 1,
    causes: [{ reason: 'ResourceVersionTooLarge', message }],
  });
}

export interface ContinueToken {
  /** The version that the whole list shows; -1 for the present one. */
  readonly version: number;
  /** The first key of this page: "default/web". */
  readonly start: string;
}

const TOKEN_VERSION = 'meta.k8s.io/v1';

export function encodeContinue({ version, start }: ContinueToken): string {
  const text = btoa(JSON.stringify({ v: TOKEN_VERSION, rv: version, start }));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decodeContinue(text: string): ContinueToken {
  const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  let token: { v?: unknown; rv?: unknown; start?: unknown };
  try {
    token = JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    throw refuse('illegal base64 data at input byte 0');
  }
  if (token?.v !== TOKEN_VERSION) {
    throw refuse(`server does not recognize this encoded version ${JSON.stringify(token?.v ?? '')}`);
  }
  if (typeof token.rv !== 'number' || token.rv === 0) {
    throw refuse(`incorrect encoded start resourceVersion (version ${TOKEN_VERSION})`);
  }
  if (typeof token.start !== 'string' || token.start === '') {
    throw refuse(`encoded start key empty (version ${TOKEN_VERSION})`);
  }
  return { version: token.rv, start: token.start };
}

/** 410 for a list whose first pages showed a version that is forgotten; it carries a token to go on regardless. */
export function continueExpired(start: string): StatusError {
  const error = failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  Object.assign(error.status.metadata, { continue: encodeContinue({ version: -1, start }) });
  return error;
}

export const listExpired = () =>
  failure(410, 'Expired', 'The resourceVersion for the provided list is too old.');
