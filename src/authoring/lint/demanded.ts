/**
 * The names and numbers that a check demands: a student can't guess them, so the task has to say them. Words that are
 * Kubernetes' own (Always, ReadWriteOnce, Forbid) are not among them: to find those is the exercise. Neither are 0 and
 * 1, which a text says as "no" and "a".
 */
import type { Lab } from '@/labs';

type Check = Lab['tasks'][number]['checks'][number];
type Path = readonly (string | number)[];

export interface Demand {
  readonly value: string | number;
  /** Where it stands, from the check on. */
  readonly path: Path;
}

/** Below these, any word is the student's to be told. */
const NAMING =
  /^(name|namespace|generateName|schedule|.*Name|labels|matchLabels|annotations|nodeSelector|selector)$/;
const TAKEN_FOR_GRANTED = ['default', 'kube-system', 'true', 'false'];
/** Labels, annotations and taints of Kubernetes itself. app.kubernetes.io/ is for users to set. */
const OF_KUBERNETES = /^(?!app\.)([\w.-]*\.)?(kubernetes|k8s)\.io\//;
/** A word without these may well be one of Kubernetes' own. */
const TELLING = /[0-9/.:@=_-]/;

/** A guard keeps what was there from the start: nothing is asked for. */
export function demandsOf(check: Check): readonly Demand[] {
  return check.guard ? [] : rawDemands(check).filter(({ value }) => !isFree(value));
}

function isFree(value: string | number): boolean {
  return typeof value === 'number'
    ? value < 2
    : value === '' || TAKEN_FOR_GRANTED.includes(value) || OF_KUBERNETES.test(value);
}

function rawDemands(check: Check): Demand[] {
  if ('object' in check) {
    const { apiVersion: _version, kind, ...rest } = check.object;
    return leaves(rest, ['object'], false).map((demand) => (kind === 'Secret' ? decoded(demand) : demand));
  }
  if ('gone' in check) return named(check.gone, 'gone', ['name', 'namespace']);
  if ('http' in check) {
    const { status } = check.http;
    return [
      ...named(check.http, 'http', ['service', 'namespace']),
      ...(check.http.path === '/' ? [] : named(check.http, 'http', ['path'])),
      ...(status === 200 ? [] : [{ value: status, path: ['http', 'status'] }]),
    ];
  }
  if ('exec' in check) return named(check.exec, 'exec', ['pod', 'namespace', 'container']);
  if ('cel' in check) {
    return [
      ...named(check.cel, 'cel', ['name', 'namespace']),
      ...inExpression(check.cel.expression).map((value) => ({ value, path: ['cel', 'expression'] })),
    ];
  }
  if ('can-i' in check) {
    const { serviceAccount, groups } = check['can-i'];
    // Of a group anybody will do: the user is one of its members.
    const who =
      groups.length > 0
        ? groups.map((value, index) => ({ value, path: ['can-i', 'groups', index] }))
        : named(check['can-i'], 'can-i', ['user']);
    return [
      ...who,
      ...named(check['can-i'], 'can-i', ['name', 'namespace']),
      ...(serviceAccount ? named(serviceAccount, 'can-i', ['name', 'namespace']) : []),
    ];
  }
  const { yaml = {} } = check.file;
  return [...named(check.file, 'file', ['path']), ...leaves(yaml, ['file', 'yaml'], false)];
}

/** A Secret's data are in base64; the task says what they mean. */
function decoded(demand: Demand): Demand {
  const { value, path } = demand;
  return path[1] === 'data' && typeof value === 'string' ? { path, value: atob(value) } : demand;
}

function named(condition: object, kind: string, fields: readonly string[]): Demand[] {
  const values = new Map<string, unknown>(Object.entries(condition));
  return fields.flatMap((field) => {
    const value = values.get(field);
    return typeof value === 'string' || typeof value === 'number' ? [{ value, path: [kind, field] }] : [];
  });
}

/** @param naming whether every word counts, as below `labels` */
function leaves(value: unknown, path: Path, naming: boolean): Demand[] {
  if (typeof value === 'number') return [{ value, path }];
  if (typeof value === 'string') return naming || TELLING.test(value) ? [{ value, path }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index], naming));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const below = leaves(inner, [...path, key], naming || NAMING.test(key));
    // Keys of labels and the like are names as well; those of fields are Kubernetes' own.
    return naming && typeof inner !== 'object' ? [{ value: key, path: [...path, key] }, ...below] : below;
  });
}

const TEXTS = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;
const NUMBERS = /(?<![\w.])\d+(?![\w.])/g;

/** What must not be so, and how many there are at least. */
const UNWANTED = /(?:!=|size\([^()]*\)\s*>=?)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d+)/g;
/** A field's name as managedFields write it. */
const FIELD = /^f:/;

/** What a CEL expression compares with. */
function inExpression(text: string): (string | number)[] {
  const expression = text.replaceAll(UNWANTED, '');
  const texts = [...expression.matchAll(TEXTS)].map(([, double, single]) => double ?? single ?? '');
  const numbers = [...expression.replaceAll(TEXTS, '').matchAll(NUMBERS)].map(([digits]) => Number(digits));
  const telling = texts.filter((one) => !FIELD.test(one) && (/^[a-z]/.test(one) || TELLING.test(one)));
  // "web-" is the beginning of a name.
  return [...telling.map((one) => one.replace(/[-.:/]+$/, '')), ...numbers];
}
