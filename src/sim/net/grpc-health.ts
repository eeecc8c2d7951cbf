/**
 * The gRPC health checking protocol, as far as probes need it: one call, `Check`. A call is carried as one HTTP exchange
 * with gRPC's frames in it; its status is told in headers, as in an answer that has trailers only.
 * https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 */
const PATH = '/grpc.health.v1.Health/Check';
const TYPE = 'application/grpc';
const STATUS = 'grpc-status';
const MESSAGE = 'grpc-message';
/** A flag and the length stand before each message. */
const PREFIX_BYTES = 5;
const SERVICE_FIELD = 0x0a;
const STATUS_FIELD = 0x08;

export const SERVING_STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
export type ServingStatus = (typeof SERVING_STATUS)[number];

/** gRPC's codes that occur here. */
const CODES: Readonly<Record<number, string>> = { 5: 'NotFound', 12: 'Unimplemented' };
export type GrpcError = { readonly code: string; readonly message: string };

/** The call, as the prober makes it. */
export function healthCall(address: string, service: string, userAgent: string): Request {
  const name = new TextEncoder().encode(service);
  const message = name.length === 0 ? [] : [SERVICE_FIELD, ...varint(name.length), ...name];
  return new Request(`http://${address}${PATH}`, {
    method: 'POST',
    headers: { 'content-type': TYPE, 'user-agent': userAgent, te: 'trailers' },
    body: frame(message),
  });
}

/** The service that a call asks for; undefined: it is no such call. */
export async function calledService(request: Request): Promise<string | undefined> {
  if (!isGrpc(request) || new URL(request.url).pathname !== PATH) return undefined;
  const body = new Uint8Array(await request.arrayBuffer()).subarray(PREFIX_BYTES);
  if (body[0] !== SERVICE_FIELD) return '';
  let at = 1;
  while ((body[at] ?? 0) & 0x80) at++;
  return new TextDecoder().decode(body.subarray(at + 1));
}

export const isGrpc = ({ headers }: Request | Response): boolean =>
  headers.get('content-type')?.startsWith(TYPE) === true;

/** What a server answers: how the service is, or an error. */
export const healthAnswer = (status: ServingStatus): Response =>
  new Response(frame([STATUS_FIELD, SERVING_STATUS.indexOf(status)]), {
    headers: { 'content-type': TYPE, [STATUS]: '0' },
  });

export function grpcFailure({ code, message }: GrpcError): Response {
  const number = Object.entries(CODES).find(([, name]) => name === code)?.[0] ?? '2';
  return new Response(null, { headers: { 'content-type': TYPE, [STATUS]: number, [MESSAGE]: message } });
}

export async function healthOf(response: Response): Promise<ServingStatus | GrpcError> {
  const number = Number(response.headers.get(STATUS) ?? 0);
  if (number !== 0) return { code: CODES[number] ?? 'Unknown', message: response.headers.get(MESSAGE) ?? '' };
  const [field, status = 0] = new Uint8Array(await response.arrayBuffer()).subarray(PREFIX_BYTES);
  return SERVING_STATUS[field === STATUS_FIELD ? status : 0] ?? 'UNKNOWN';
}

function frame(message: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PREFIX_BYTES + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, PREFIX_BYTES);
  return bytes;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >> 7)];
}
