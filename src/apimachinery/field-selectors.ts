/**
 * Field selectors: `metadata.name=web,status.phase!=Running`, with backslash escapes in values.
 * upstream: k8s.io/apimachinery/pkg/fields selector.go; pkg/apis/core/v1 conversion.go AddFieldLabelConversions
 */
import { badRequest } from './status';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export interface FieldMatcher {
  readonly requirements: readonly FieldRequirement[];
  readonly text: string;
  readonly empty: boolean;
  /** `read` gives a field's value as text; a field it does not know is "". */
  matches(read: (field: string) => string): boolean;
  /** The value that the selector demands of a field, when it demands one ("metadata.name"). */
  exact(field: string): string | undefined;
}

/** Reads a selector's text; a BadRequest StatusError says what is wrong with it. */
export function parseFieldSelector(text: string): FieldMatcher {
  const requirements = splitTerms(text)
    .sort()
    .filter((term) => term !== '')
    .map((term) => parseTerm(term, text));
  return {
    requirements,
    text: requirements.map((r) => `${r.field}${r.operator}${escapeValue(r.value)}`).join(','),
    empty: requirements.length === 0,
    matches: (read) => requirements.every((r) => (read(r.field) === r.value) === (r.operator === '=')),
    exact: (field) => requirements.find((r) => r.field === field && r.operator === '=')?.value,
  };
}

/** Refuses fields that a kind does not select by. upstream: runtime.DefaultMetaV1FieldSelectorConversion and per kind */
export function checkFieldSelector(selector: FieldMatcher, selectable: readonly string[]): void {
  for (const { field } of selector.requirements) {
    if (field === 'metadata.name' || field === 'metadata.namespace' || selectable.includes(field)) continue;
    throw badRequest(
      selectable.length > 0
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
}

/** At commas, but not at escaped ones. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function parseTerm(term: string, whole: string): FieldRequirement {
  const split = /!=|==|=/.exec(term);
  if (!split) throw badRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
  return {
    field: term.slice(0, split.index),
    operator: split[0] === '!=' ? '!=' : '=',
    value: unescapeValue(term.slice(split.index + split[0].length)),
  };
}

const escapeValue = (value: string): string => value.replace(/[\\,=]/g, '\\$&');

function unescapeValue(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const c = value.charAt(i);
    if (c === '\\') {
      const next = value.charAt(++i);
      if (next === '' || !'\\,='.includes(next)) {
        throw badRequest(`invalid field selector: invalid escape sequence: \\${next}`);
      }
      out += next;
    } else if (c === ',' || c === '=') {
      // Go prints the rune's number.
      throw badRequest(`invalid field selector: unescaped character in value: ${c.charCodeAt(0)}`);
    } else out += c;
  }
  return out;
}
