/** What becomes of an event: the filters and the first match of its label, in the order of the file. */
// upstream: github.com/fluent/fluentd lib/fluent/{event_router,root_agent}.rb, lib/fluent/plugin/{filter,out}_*.rb
import { own } from '@/apimachinery';
import type { ProgramContext } from '../../contracts';
import { timeParts } from '../shared/time';
import { ConfigError, type Section } from './config';
import { compiled, type FluentRecord, parserOf } from './parse';
import { type Matches, tagPattern } from './patterns';

export interface FluentEvent {
  readonly tag: string;
  readonly timeMs: number;
  readonly record: FluentRecord;
}

export type Emit = (event: FluentEvent) => void;
/** The event as it goes on; undefined: it doesn't. */
type Filter = (event: FluentEvent) => FluentEvent | undefined;

interface Pipe {
  readonly matches: Matches;
  readonly filter?: Filter;
  readonly output?: Emit;
}

export interface Router {
  /** Where the events of a source go: to its label, or to the top level. */
  into(label: string | undefined): Emit;
}

export interface PipelineContext {
  readonly context: ProgramContext;
  /** A line in fluentd's own log. */
  log(level: 'info' | 'warn', text: string): void;
}

const ROOT = '';

export function createRouter(root: Section, to: PipelineContext): Router {
  const labels = new Map<string, readonly Pipe[]>();
  const into = (label = ROOT): Emit => {
    if (label !== ROOT && !root.sections.some((one) => one.name === 'label' && one.argument === label))
      throw new ConfigError(`${label} label not found`, 'ArgumentError');
    return (event) => route(event, labels.get(label) ?? []);
  };
  const route = (event: FluentEvent, pipes: readonly Pipe[]): void => {
    let current: FluentEvent | undefined = event;
    for (const { matches, filter, output } of pipes) {
      if (!current || !matches(current.tag)) continue;
      if (output) {
        output(current);
        return;
      }
      current = filter?.(current);
    }
    if (current) to.log('warn', `no patterns matched tag=${JSON.stringify(current.tag)}`);
  };
  const pipesOf = ({ sections }: Section): readonly Pipe[] =>
    sections.flatMap((section) => {
      const { name, argument, parameters } = section;
      if (name !== 'filter' && name !== 'match') return [];
      const pattern = argument === '' ? '**' : argument;
      const matches = tagPattern(pattern);
      to.log(
        'info',
        `adding ${name} pattern=${JSON.stringify(pattern)} type=${JSON.stringify(parameters['@type'])}`,
      );
      return [
        name === 'filter'
          ? { matches, filter: filterOf(section, to) }
          : { matches, output: outputOf(section, { ...to, into }) },
      ];
    });
  for (const section of root.sections)
    if (section.name === 'label') labels.set(section.argument, pipesOf(section));
  labels.set(ROOT, pipesOf(root));
  return { into };
}

export function unknownPlugin(kind: string, type: string | undefined): ConfigError {
  if (type === undefined) return new ConfigError(`Missing '@type' parameter on <${kind}> directive`);
  const plugin = { source: 'input', match: 'output', store: 'output', filter: 'filter' }[kind] ?? kind;
  return new ConfigError(
    `Unknown ${plugin} plugin '${type}'. Run 'gem search -rd fluent-plugin' to find plugins`,
    'Fluent::NotFoundPluginError',
  );
}

// ------------------------------------------------------------------------------------------------ outputs

type Routing = PipelineContext & Router;

const OUTPUTS: Readonly<Record<string, (section: Section, to: Routing) => Emit>> = {
  stdout:
    (_section, { context }) =>
    (event) =>
      context.stdout(stdoutLine(event)),
  null: () => () => {},
  relabel: ({ parameters }, { into }) => into(parameters['@label']),
  copy: ({ sections }, to) => {
    const stores = sections.filter(({ name }) => name === 'store').map((store) => outputOf(store, to));
    return (event) => {
      for (const emit of stores) emit(event);
    };
  },
  file: ({ parameters }, { log }) => {
    log('warn', `output "file" is not simulated; nothing is written to ${parameters.path} (docs/images.md)`);
    return () => {};
  },
};

function outputOf(section: Section, to: Routing): Emit {
  const make = own(OUTPUTS, section.parameters['@type'] ?? '');
  if (!make) throw unknownPlugin(section.name, section.parameters['@type']);
  return make(section, to);
}

/** "2026-01-01 00:00:00" */
export function clockTime(ms: number): string {
  const { year, month, day, time } = timeParts(ms);
  return `${year}-${month}-${day} ${time}`;
}

/** "2026-01-01 00:00:00.000000000 +0000 tag: {…}" */
export const stdoutLine = ({ tag, timeMs, record }: FluentEvent): string =>
  `${clockTime(timeMs)}.${String(timeMs % 1000).padStart(3, '0')}000000 +0000 ${tag}: ${JSON.stringify(record)}\n`;

// ------------------------------------------------------------------------------------------------ filters

const FILTERS: Readonly<Record<string, (section: Section, to: PipelineContext) => Filter>> = {
  stdout:
    (_section, { context }) =>
    (event) => {
      context.stdout(stdoutLine(event));
      return event;
    },
  grep: ({ sections }) => {
    const tests = sections.map(({ name, parameters }) => {
      const pattern = compiled(parameters.pattern ?? '');
      const key = parameters.key ?? '';
      return (record: FluentRecord) => pattern.matcher(text(record[key])).find() === (name === 'regexp');
    });
    return (event) => (tests.every((test) => test(event.record)) ? event : undefined);
  },
  record_transformer: ({ sections, parameters }, { context }) => {
    const added = Object.entries(sections.find(({ name }) => name === 'record')?.parameters ?? {});
    const removed = (parameters.remove_keys ?? '').split(',').map((key) => key.trim());
    return (event) => {
      const fill = (template: string) => filled(template, event, context.hostname);
      const record = {
        ...event.record,
        ...Object.fromEntries(added.map(([key, value]) => [key, fill(value)])),
      };
      return {
        ...event,
        record: Object.fromEntries(Object.entries(record).filter(([key]) => !removed.includes(key))),
      };
    };
  },
  parser: ({ sections, parameters: { key_name = '', reserve_data } }, { log }) => {
    const parse = parserOf(sections.find(({ name }) => name === 'parse'));
    return (event) => {
      const line = text(event.record[key_name]);
      const found = parse(line);
      if (!found) {
        log(
          'warn',
          `dump an error event: error_class=Fluent::Plugin::Parser::ParserError error="pattern not matched with data '${line}'"`,
        );
        return undefined;
      }
      const record = reserve_data === 'true' ? { ...event.record, ...found.record } : found.record;
      return { ...event, record, timeMs: found.timeMs ?? event.timeMs };
    };
  },
};

function filterOf(section: Section, to: PipelineContext): Filter {
  const make = own(FILTERS, section.parameters['@type'] ?? '');
  if (!make) throw unknownPlugin(section.name, section.parameters['@type']);
  return make(section, to);
}

const text = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** ${tag}, ${tag_parts[0]}, ${hostname}, ${record["key"]} */
function filled(template: string, { tag, record }: FluentEvent, hostname: string): string {
  return template.replace(/\$\{([^}]*)\}/g, (_whole, inside: string) => {
    if (inside === 'tag') return tag;
    if (inside === 'hostname') return hostname;
    const part = /^tag_parts\[(-?\d+)\]$/.exec(inside);
    if (part) return tag.split('.').at(Number(part[1])) ?? '';
    const key = /^record\[["']?([^"'\]]+)["']?\]$/.exec(inside);
    return key ? text(record[key[1] ?? '']) : '';
  });
}
