/**
 * /openapi/v2 without definitions: OpenAPI v3 tells everything. kubectl asks for v2 before it gives up on a kind that
 * v3 doesn't know (List among them) and needs an answer to go on: to the List's items, or to "no matches for kind".
 */
// upstream: staging/src/k8s.io/cli-runtime/pkg/resource/query_param_verifier_v3.go HasSupport; kube-openapi pkg/handler

import { JSON_TYPE, notAcceptable, parseAccept } from './media';
import { commonHeaders } from './responses';

const PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** What clients ask for; as the answer's type it would be no media type to Go. */
const PROTOBUF_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const TYPES = new Map([
  [JSON_TYPE, JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['*/*', JSON_TYPE],
  [PROTOBUF, PROTOBUF],
  [PROTOBUF_ASKED, PROTOBUF],
]);
const SWAGGER = '2.0';
const TITLE = 'Kubernetes';

/** The fields of gnostic's openapi.v2 messages that are said. */
const DOCUMENT = { swagger: 1, info: 2, paths: 8 };
const INFO = { title: 1, version: 2 };

export function openApiV2Response(accept: string | null, version: string): Response {
  const type = chooseType(accept);
  if (!type) throw notAcceptable([JSON_TYPE, PROTOBUF]);
  const bytes = type === PROTOBUF ? encodeProtobuf(version) : encodeJson(version);
  return new Response(bytes, {
    headers: {
      ...commonHeaders(),
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      Vary: 'Accept',
    },
  });
}

const chooseType = (accept: string | null): string | undefined =>
  accept === null
    ? JSON_TYPE
    : parseAccept(accept)
        .map(({ type }) => TYPES.get(type))
        .find((type) => type !== undefined);

const encodeJson = (version: string) =>
  new TextEncoder().encode(
    JSON.stringify({ swagger: SWAGGER, info: { title: TITLE, version }, paths: {}, definitions: {} }),
  );

const encodeProtobuf = (version: string) =>
  Uint8Array.from([
    ...text(DOCUMENT.swagger, SWAGGER),
    ...message(DOCUMENT.info, [...text(INFO.title, TITLE), ...text(INFO.version, version)]),
    ...message(DOCUMENT.paths, []),
  ]);

const text = (field: number, value: string) => message(field, [...new TextEncoder().encode(value)]);

/** A length-delimited field; all of ours are shorter than 128 bytes, so that one byte tells the length. */
const message = (field: number, bytes: readonly number[]) => [(field << 3) | 2, bytes.length, ...bytes];
