/**
 * Which form of an answer a client gets: the Accept header against what this server can write, and the transformation
 * it asks for (`as=Table`, `as=PartialObjectMetadata` ...).
 */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation
import { failure, unsupportedMediaType } from '@/apimachinery';

export const JSON_TYPE = 'application/json';
export const YAML_TYPE = 'application/yaml';
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** `as`, `g` and `v` of a media type: the kind that the client wants the answer turned into. */
export interface Conversion {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
}

export interface OutputMedia {
  readonly type: typeof JSON_TYPE | typeof YAML_TYPE;
  readonly convert?: Conversion;
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const OUTPUT = [JSON_TYPE, YAML_TYPE] as const;

/** The first acceptable form whose transformation `allows`, in the client's order of preference. */
export function negotiateOutput(
  accept: string | null,
  allows: (conversion: Conversion) => boolean,
): OutputMedia {
  if (!accept) return { type: JSON_TYPE };
  for (const { type, parameters } of parseAccept(accept)) {
    const written = OUTPUT.find((candidate) => matches(type, candidate));
    if (!written) continue;
    const convert = conversionOf(parameters);
    if (convert && !allows(convert)) continue;
    return { type: written, ...(convert ? { convert } : {}) };
  }
  throw notAcceptable(OUTPUT);
}

export const notAcceptable = (types: readonly string[]) =>
  failure(406, 'NotAcceptable', `only the following media types are accepted: ${types.join(', ')}`);

/** Streams are JSON only: one event a line. */
export const notAcceptableStream = () => notAcceptable([`${JSON_TYPE};stream=watch`]);

export const unsupportedBody = (accepted: readonly string[]) =>
  unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

/** "application/json; charset=utf-8" without its parameters, in lower case. */
export const essence = (contentType: string): string =>
  (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

/** Clauses by falling quality; the header's order decides between equals. */
export function parseAccept(header: string): readonly Clause[] {
  const clauses = header.split(',').map((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    const parameters = new Map(
      rest.map((part): [string, string] => {
        const equals = part.indexOf('=');
        return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      }),
    );
    return { type: type.toLowerCase(), parameters, quality: Number(parameters.get('q') ?? 1) };
  });
  return clauses.filter((clause) => clause.type !== '').sort((a, b) => b.quality - a.quality);
}

const matches = (pattern: string, type: string): boolean =>
  pattern === type || pattern === '*/*' || pattern === `${type.split('/', 1)[0]}/*`;

function conversionOf(parameters: ReadonlyMap<string, string>): Conversion | undefined {
  const kind = parameters.get('as');
  if (kind === undefined) return undefined;
  return { kind, group: parameters.get('g') ?? '', version: parameters.get('v') ?? '' };
}
