/**
 * Documents that seldom change, told with an ETag so that kubectl's cache need not fetch them again. Text and tag are
 * made once for a document, whoever and how many clusters serve it.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery/aggregated/etag.go ServeHTTPWithETag
import { commonHeaders } from './responses';

interface Encoded {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Upper-case hex, as upstream's. */
  readonly hash: string;
}

const encoded = new WeakMap<object, Promise<Encoded>>();

/** The document's bytes and hash. The same object must always mean the same document. */
function encodeDocument(document: object): Promise<Encoded> {
  const known = encoded.get(document);
  if (known) return known;
  const made = encode(document);
  encoded.set(document, made);
  return made;
}

async function encode(document: object): Promise<Encoded> {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-512', bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  return { bytes, hash };
}

export async function documentResponse(request: Request, document: object, type: string): Promise<Response> {
  const { bytes, hash } = await encodeDocument(document);
  const etag = `"${hash}"`;
  const headers = { ...commonHeaders(), 'Cache-Control': 'public', ETag: etag, Vary: 'Accept' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(bytes, {
    headers: { ...headers, 'Content-Type': type, 'Content-Length': String(bytes.length) },
  });
}
