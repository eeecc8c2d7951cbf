/** url("https://example.com:80/"): URLs and their parts. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/urls.go
import type { Environment } from '@marcbachmann/cel-js';
import { addFunctions, failed } from './function';

class CelUrl {
  constructor(
    readonly text: string,
    readonly parts: {
      readonly scheme: string;
      /** With its port. */
      readonly host: string;
      readonly path: string;
      readonly query: string;
    },
  ) {}
  equals(other: unknown): boolean {
    return other instanceof CelUrl && other.text === this.text;
  }
}

const TYPE = 'kubernetes.URL';
/** RFC 3986, appendix B; with a scheme, or from the root. */
const URL_PARTS = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/;
const HOST = /^(?:[^@]*@)?(\[[0-9a-fA-F:.]+\]|[^:[\] ]*)(?::(\d*))?$/;

export function registerUrls(environment: Environment): void {
  environment.registerType(TYPE, { ctor: CelUrl } as never);
  environment.registerOperator(`${TYPE} == ${TYPE}`, (a: CelUrl, b: CelUrl) => a.equals(b));
  const hostOf = ({ parts }: CelUrl) => HOST.exec(parts.host) ?? [];
  addFunctions(environment, {
    [`url(string): ${TYPE}`]: (text: string) => {
      const parsed = parse(text);
      if (!parsed)
        throw failed(
          `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
        );
      return parsed;
    },
    'isURL(string): bool': (text: string) => parse(text) !== undefined,
    [`${TYPE}.getScheme(): string`]: ({ parts }: CelUrl) => parts.scheme,
    [`${TYPE}.getHost(): string`]: ({ parts }: CelUrl) => parts.host.replace(/^[^@]*@/, ''),
    [`${TYPE}.getHostname(): string`]: (url: CelUrl) => (hostOf(url)[1] ?? '').replace(/^\[|\]$/g, ''),
    [`${TYPE}.getPort(): string`]: (url: CelUrl) => hostOf(url)[2] ?? '',
    [`${TYPE}.getEscapedPath(): string`]: ({ parts }: CelUrl) => parts.path,
    [`${TYPE}.getQuery(): map<string, list<string>>`]: ({ parts }: CelUrl) => {
      const query = new Map<string, string[]>();
      for (const [key, value] of new URLSearchParams(parts.query)) {
        query.set(key, [...(query.get(key) ?? []), value]);
      }
      return query;
    },
  });
}

/** upstream: net/url ParseRequestURI, which takes absolute URLs and absolute paths */
function parse(text: string): CelUrl | undefined {
  const [matched, scheme = '', host = '', path = '', query = ''] = URL_PARTS.exec(text) ?? [];
  if (matched === undefined || !/^[!-~\u0080-\uffff]*$/.test(text) || /%(?![0-9a-fA-F]{2})/.test(path))
    return undefined;
  if (!scheme && !text.startsWith('/')) return undefined;
  if (!HOST.test(host)) return undefined;
  return new CelUrl(text, { scheme: scheme.toLowerCase(), host, path, query });
}
