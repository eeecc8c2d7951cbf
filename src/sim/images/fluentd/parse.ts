/** Parsers of lines: what `<parse>` says. */
// upstream: github.com/fluent/fluentd lib/fluent/plugin/parser_{none,json,regexp}.rb
import { RE2JS } from 're2js';
import { own, parseTime } from '@/apimachinery';
import { ConfigError, type Section } from './config';

export type FluentRecord = Readonly<Record<string, unknown>>;

/** The record in a line, with its time where the line says one; undefined where the pattern doesn't match. */
export type LineParser = (
  line: string,
) => { readonly record: FluentRecord; readonly timeMs?: number } | undefined;

const MAKERS: Readonly<Record<string, (section: Section) => LineParser>> = {
  none: ({ parameters }) => {
    const key = parameters.message_key ?? 'message';
    return (line) => ({ record: { [key]: line } });
  },
  json: ({ parameters }) => {
    const withTime = timeIn(parameters);
    return (line) => {
      const record = jsonObject(line);
      return record && withTime(record);
    };
  },
  regexp: ({ parameters }) => {
    const pattern = compiled(parameters.expression ?? '');
    const names = Object.keys(pattern.namedGroups());
    const withTime = timeIn(parameters);
    return (line) => {
      const matcher = pattern.matcher(line);
      if (!matcher.find()) return undefined;
      return withTime(
        Object.fromEntries(
          names.flatMap((name) => {
            const text = matcher.group(name);
            return text === null || text === undefined ? [] : [[name, text]];
          }),
        ),
      );
    };
  },
};

/** What a `<parse>` section asks for; "none" without one. */
export function parserOf(section: Section | undefined): LineParser {
  const type = section?.parameters['@type'];
  if (!section) throw new ConfigError('<parse> section is required.');
  if (type === undefined) throw new ConfigError("'@type' parameter is required, in section parse");
  const make = own(MAKERS, type);
  if (!make)
    throw new ConfigError(
      `Unknown parser plugin '${type}'. Run 'gem search -rd fluent-plugin' to find plugins`,
      'Fluent::NotFoundPluginError',
    );
  return make(section);
}

/** "/…/" in a language without going back, so that no pattern takes long. */
export function compiled(expression: string): RE2JS {
  const source = /^\/(.*)\/[imx]*$/s.exec(expression)?.[1] ?? expression;
  try {
    return RE2JS.compile(source.replace(/\(\?<(?=\w)/g, '(?P<'));
  } catch (error) {
    throw new ConfigError(`Invalid regexp in expression: ${(error as Error).message}`);
  }
}

function jsonObject(line: string): FluentRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the time out of the record, unless it is to be kept. ISO 8601 is read, whatever `time_format` says. */
function timeIn({ time_key = 'time', keep_time_key = 'false' }: Section['parameters']) {
  return (record: FluentRecord) => {
    const { [time_key]: text, ...rest } = record;
    const timeMs = typeof text === 'string' ? parseTime(text) : Number.NaN;
    if (Number.isNaN(timeMs)) return { record };
    return { record: keep_time_key === 'true' ? record : rest, timeMs };
  };
}
