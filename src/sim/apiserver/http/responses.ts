/** Answers as bytes: JSON or YAML of objects, plain texts, Status objects of errors, with the headers that every answer has. */
import { stringify } from 'yaml';
import { internalError, StatusError } from '@/apimachinery';
import { JSON_TYPE, type OutputMedia, YAML_TYPE } from './media';

export interface Rendering {
  readonly media: OutputMedia;
  readonly pretty: boolean;
  readonly gzip: boolean;
}

export const PLAIN_JSON: Rendering = { media: { type: JSON_TYPE }, pretty: false, gzip: false };

/** Smaller answers travel as they are, as upstream decides too. */
const GZIP_FROM_BYTES = 128 * 1024;
const encoder = new TextEncoder();

/** What every answer carries. */
export const commonHeaders = (): Record<string, string> => ({
  'Audit-Id': crypto.randomUUID(),
  'Cache-Control': 'no-cache, private',
});

export function objectResponse(
  code: number,
  object: object,
  rendering: Rendering,
  headers: Record<string, string> = commonHeaders(),
): Response {
  const bytes = encoder.encode(encodeObject(object, rendering));
  headers['Content-Type'] = rendering.media.type;
  if (!rendering.gzip || bytes.length < GZIP_FROM_BYTES) {
    headers['Content-Length'] = String(bytes.length);
    return new Response(bytes, { status: code, headers });
  }
  headers['Content-Encoding'] = 'gzip';
  headers.Vary = 'Accept-Encoding';
  const zipped = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Response(zipped, { status: code, headers });
}

export function textResponse(code: number, text: string, type = 'text/plain; charset=utf-8'): Response {
  const bytes = encoder.encode(text);
  return new Response(bytes, {
    status: code,
    headers: {
      ...commonHeaders(),
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/** Go's http.NotFound, which answers for paths that nobody serves. */
export const pageNotFound = (): Response => textResponse(404, '404 page not found\n');

export function errorResponse(error: unknown, rendering: Rendering = PLAIN_JSON): Response {
  const { status } = error instanceof StatusError ? error : internalError(messageOf(error));
  const headers = commonHeaders();
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter) headers['Retry-After'] = String(retryAfter);
  return objectResponse(
    status.code ?? 500,
    status,
    { ...rendering, media: { type: rendering.media.type } },
    headers,
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `Warning: 299 - "text"`, one header a text. */
export function addWarnings(response: Response, texts: readonly string[]): Response {
  for (const text of texts) {
    response.headers.append(
      'Warning',
      `299 - "${text.replaceAll(/[\\"]/g, '\\$&').replaceAll(/[^\x20-\x7e]/g, ' ')}"`,
    );
  }
  return response;
}

function encodeObject(object: object, { media, pretty }: Rendering): string {
  const ordered = typeFirst(object);
  if (media.type === YAML_TYPE) return stringify(ordered);
  return `${JSON.stringify(ordered, null, pretty ? 2 : 0)}\n`;
}

/** kind, apiVersion and metadata first, as Go's structs print. */
export function typeFirst(object: object): object {
  const { kind, apiVersion, metadata, ...rest } = object as {
    kind?: unknown;
    apiVersion?: unknown;
    metadata?: unknown;
  };
  return { kind, apiVersion, metadata, ...rest };
}

/** Browsers and curl get indented JSON, as does who asks for it. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go isPrettyPrint
export function wantsPretty(query: URLSearchParams, userAgent: string): boolean {
  const asked = query.get('pretty');
  if (asked) return /^(1|t|T|TRUE|true|True)$/.test(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(userAgent);
}
