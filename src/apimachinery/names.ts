/**
 * What a name may look like. Each `is...` function returns what is wrong with a value, one sentence each; an empty list
 * means that it is fine. Texts and patterns are those of k8s.io/apimachinery/pkg/util/validation validation.go.
 */
import { type FieldError, type FieldPath, invalid } from './field';

const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HTTP_HEADER = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const PATTERNS = {
  label: whole(LABEL),
  label1035: whole(LABEL_1035),
  subdomain: whole(SUBDOMAIN),
  qualified: whole(QUALIFIED),
  labelValue: whole(LABEL_VALUE),
  configKey: whole(CONFIG_KEY),
  httpHeader: whole(HTTP_HEADER),
  percent: whole(PERCENT),
  portCharacters: /^[-a-z0-9]+$/,
};

const utf8 = new TextEncoder();
/** Length as Go counts it: bytes of UTF-8. */
export const byteLength = (text: string): number => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return utf8.encode(text).length;
  return text.length;
};

export const maxLengthError = (length: number): string => `must be no more than ${length} characters`;
export const rangeError = (low: number, high: number): string =>
  `must be between ${low} and ${high}, inclusive`;
const EMPTY = 'must be non-empty';

/** "<message> (e.g. 'a', or 'b', regex used for validation is '<pattern>')" */
export function regexError(message: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((e) => `'${e}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

const tooLongFor = (value: string, max: number): string[] =>
  byteLength(value) > max ? [maxLengthError(max)] : [];

export function isDNS1123Label(value: string): string[] {
  const errors = tooLongFor(value, LABEL_MAX);
  if (PATTERNS.label.test(value)) return errors;
  if (PATTERNS.subdomain.test(value)) return [...errors, 'must not contain dots'];
  const message =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, LABEL, 'my-name', '123-abc')];
}

export function isDNS1123Subdomain(value: string): string[] {
  const errors = tooLongFor(value, SUBDOMAIN_MAX);
  if (PATTERNS.subdomain.test(value)) return errors;
  const message =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, SUBDOMAIN, 'example.com')];
}

export function isDNS1035Label(value: string): string[] {
  const errors = tooLongFor(value, LABEL_MAX);
  if (PATTERNS.label1035.test(value)) return errors;
  const message =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...errors, regexError(message, LABEL_1035, 'my-name', 'abc-123')];
}

/** Label keys, annotation keys (lower-cased), finalizers, resource names: an optional DNS prefix and a name. */
export function isQualifiedName(value: string): string[] {
  const pattern = () =>
    regexError(
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      QUALIFIED,
      'MyName',
      'my.name',
      '123-abc',
    );
  const parts = value.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name ${pattern()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, parts[0]];
  if (prefix === '') errors.push(`prefix part ${EMPTY}`);
  else if (prefix !== undefined) errors.push(...isDNS1123Subdomain(prefix).map((e) => `prefix part ${e}`));
  if (name === '') errors.push(`name part ${EMPTY}`);
  else if (byteLength(name) > LABEL_MAX) errors.push(`name part ${maxLengthError(LABEL_MAX)}`);
  if (!PATTERNS.qualified.test(name)) errors.push(`name part ${pattern()}`);
  return errors;
}

export function isValidLabelValue(value: string): string[] {
  const errors = tooLongFor(value, LABEL_MAX);
  if (PATTERNS.labelValue.test(value)) return errors;
  const message =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...errors, regexError(message, LABEL_VALUE, 'MyValue', 'my_value', '12345')];
}

/** Keys of ConfigMaps and Secrets, which become file names. */
export function isConfigMapKey(value: string): string[] {
  const errors = tooLongFor(value, SUBDOMAIN_MAX);
  if (!PATTERNS.configKey.test(value)) {
    const message = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    errors.push(regexError(message, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (value === '.') errors.push("must not be '.'");
  else if (value === '..') errors.push("must not be '..'");
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

/** Environment variables since v1.34 (RelaxedEnvironmentVariableValidation): printable ASCII but '='. */
export function isEnvVarName(value: string): string[] {
  if (value === '') return [`environment variable name ${EMPTY}`];
  return /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

export function isHTTPHeaderName(value: string): string[] {
  if (PATTERNS.httpHeader.test(value)) return [];
  const message = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [regexError(message, HTTP_HEADER, 'X-Header-Name')];
}

export function isValidPercent(value: string): string[] {
  if (PATTERNS.percent.test(value)) return [];
  const message = "a valid percent string must be a numeric string followed by an ending '%'";
  return [regexError(message, PERCENT, '1%', '93%')];
}

export const isInRange = (value: number, low: number, high: number): string[] =>
  value >= low && value <= high ? [] : [rangeError(low, high)];
export const isValidPortNumber = (port: number): string[] => isInRange(port, 1, 65535);

/** IANA service names: named ports of pods and services. */
export function isValidPortName(port: string): string[] {
  const errors = tooLongFor(port, 15);
  if (!PATTERNS.portCharacters.test(port)) {
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(port)) errors.push('must contain at least one letter (a-z)');
  if (port.includes('--')) errors.push('must not contain consecutive hyphens');
  if (port.startsWith('-') || port.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** Names that only have to fit into a URL path. A prefix (generateName) may be "." since something follows it. */
export function isPathSegmentName(name: string, prefix = false): string[] {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

export type NameRule = 'dns-subdomain' | 'dns-label' | 'dns-1035-label' | 'path-segment';

const RULES: Readonly<Record<NameRule, (name: string) => string[]>> = {
  'dns-subdomain': isDNS1123Subdomain,
  'dns-label': isDNS1123Label,
  'dns-1035-label': isDNS1035Label,
  'path-segment': isPathSegmentName,
};

/** What is wrong with an object's name under its kind's rule; `prefix` for generateName, which may end in a dash. */
export function nameErrors(rule: NameRule, name: string, prefix = false): string[] {
  if (rule === 'path-segment') return isPathSegmentName(name, prefix);
  // Upstream's maskTrailingDash: it replaces the last two characters, not one; the answer is the same but for length.
  return RULES[rule](prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);
}

/** {@link nameErrors} as field errors at `path`. */
export const validateName = (rule: NameRule, name: string, path: FieldPath): FieldError[] =>
  nameErrors(rule, name).map((message) => invalid(path, name, message));
