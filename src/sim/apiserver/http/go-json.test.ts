import { describe, expect, it } from 'vitest';
import { inspectJson, parseJson } from './go-json';

describe("malformed JSON gets Go's own sentence", () => {
  const cases: Record<string, string> = {
    '': 'unexpected end of JSON input',
    '{"a":1': 'unexpected end of JSON input',
    '{"a": tru}': "invalid character '}' in literal true (expecting 'e')",
    hello: "invalid character 'h' looking for beginning of value",
    '{a:1}': "invalid character 'a' looking for beginning of object key string",
    '{"a" 1}': "invalid character '1' after object key",
    '{"a":1 "b":2}': `invalid character '"' after object key:value pair`,
    '[1 2]': "invalid character '2' after array element",
    '{} x': "invalid character 'x' after top-level value",
    '[1.]': "invalid character ']' after decimal point in numeric literal",
    '[-]': "invalid character ']' in numeric literal",
    '[1e]': "invalid character ']' in exponent of numeric literal",
    '["\n"]': "invalid character '\\n' in string literal",
    '["\\q"]': "invalid character 'q' in string escape code",
    '["\\u00g0"]': "invalid character 'g' in \\u hexadecimal character escape",
    '{"a":1,}': "invalid character '}' looking for beginning of object key string",
    "{'a':1}": "invalid character '\\'' looking for beginning of object key string",
    é: "invalid character 'Ã' looking for beginning of value",
  };
  it.each(Object.entries(cases))('%j', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });
});

describe('keys that occur twice', () => {
  it('are told by their path', () => {
    const text = '{"spec":{"replicas":1,"containers":[{"name":"a","name":"b"}],"replicas":2},"spec":{}}';
    expect(inspectJson(text)).toEqual(['spec.containers[0].name', 'spec.replicas', 'spec']);
  });

  it('are none in an ordinary object', () => {
    expect(inspectJson('{"a":{"x":1},"b":[{"x":1},{"x":2}],"n":-1.5e+3,"t":true,"z":null}')).toEqual([]);
  });
});

describe('nesting', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  it('is refused before anybody walks it', () => {
    expect(() => parseJson(nested(200_000))).toThrow('exceeded max depth');
    expect(() => parseJson('['.repeat(200_000))).toThrow('exceeded max depth');
  });

  it('of an ordinary kind is read, and brackets in strings are no nesting', () => {
    expect(parseJson(nested(900))).toHaveProperty('a');
    expect(parseJson(JSON.stringify('\\"['.repeat(2_000)))).toHaveLength(6_000);
  });
});
