/** What every answer must be, whatever was asked. */
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';

/** Errors of the 5xx range that Kubernetes itself answers to a client's mistake. */
const BY_DESIGN: readonly RegExp[] = [
  // upstream: apiserver/pkg/registry/rest/create.go, and so since resourceVersion exists
  /^500 .*resourceVersion should not be set on objects to be created/,
  // upstream: apiserver/pkg/storage/errors.go NewTooLargeResourceVersionError
  /^504 Timeout: Too large resource version: \d+, current: \d+$/,
  // upstream: apimachinery/pkg/util/mergepatch/errors.go; handlers/patch.go interpretStrategicMergePatchError hands on
  // as they are what it doesn't know
  /^500 (unknown patch type: |expected a .+, but received a )/,
  /^500 (list element types are not identical: |map: .* does not contain declared merge key: )/,
  /^500 merging lists cannot yet be specified in the patch$/,
  // upstream: handlers/fieldmanager/structuredmerge.go Apply
  /^500 failed to create typed patch object /,
  // upstream: pkg/registry/core/service/storage ResourceLocation
  /^503 no endpoints available for service "/,
];

/** What is wrong with an answer; undefined when nothing is. */
export function flawOf(response: Response, bytes: Uint8Array): string | undefined {
  const { status, headers } = response;
  if (status < 200 || status > 599 || (status >= 300 && status < 400)) return `status ${status}`;
  if (!headers.has('audit-id')) return 'no Audit-Id';
  const type = (headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
  const text = new TextDecoder().decode(
    headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes,
  );
  const value = type.startsWith('text/') ? undefined : parsed(type, text);
  if (value instanceof Error) return `${type} that can't be read: ${value.message}`;
  if (status < 400) return undefined;
  const flaw = value === undefined ? textFlaw(status, text) : statusFlaw(status, value);
  if (flaw) return flaw;
  if (status < 500) return undefined;
  const message = `${status} ${(value as { message?: string } | undefined)?.message ?? text}`;
  return BY_DESIGN.some((pattern) => pattern.test(message)) ? undefined : message;
}

function parsed(type: string, text: string): unknown {
  try {
    if (type === 'application/json') return text === '' ? {} : JSON.parse(text);
    if (type === 'application/yaml') return parse(text) as unknown;
    return new Error('an unknown form');
  } catch (error) {
    return error;
  }
}

/** The few answers that are texts upstream, too. */
const textFlaw = (status: number, text: string): string | undefined =>
  status === 404 || status === 405 || status === 406 || status >= 500
    ? undefined
    : `${status} as text: ${text}`;

function statusFlaw(status: number, value: unknown): string | undefined {
  const { kind, apiVersion, status: word, code, message, metadata } = value as Record<string, unknown>;
  const fine =
    kind === 'Status' &&
    apiVersion === 'v1' &&
    word === 'Failure' &&
    code === status &&
    typeof message === 'string' &&
    typeof metadata === 'object';
  return fine ? undefined : `${status} that is no Status: ${JSON.stringify(value).slice(0, 300)}`;
}
