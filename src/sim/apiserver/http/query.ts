/**
 * Query parameters and DeleteOptions bodies as request options, with upstream's errors for what does not parse (400) or
 * is not allowed (422). Unknown parameters are ignored, as upstream ignores them.
 */
import {
  badRequest,
  type FieldError,
  field,
  forbiddenField,
  invalid,
  invalidObject,
  notSupported,
  required,
  tooLong,
} from '@/apimachinery';
import type { PatchType, RequestOptions } from '@/kube/transport';

const FIELD_MANAGER_MAX_LENGTH = 128;
const FIELD_VALIDATION = ['', 'Ignore', 'Strict', 'Warn'];
const PROPAGATION = ['Foreground', 'Background', 'Orphan'];

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Options = Mutable<RequestOptions>;

/** Options of get, list and watch. */
export function listOptions(query: URLSearchParams): RequestOptions {
  const options: Options = {};
  const text = (key: 'labelSelector' | 'fieldSelector' | 'continue' | 'resourceVersion') => {
    const value = query.get(key);
    if (value) options[key] = value;
  };
  text('labelSelector');
  text('fieldSelector');
  text('continue');
  text('resourceVersion');
  const limit = integer(query, 'limit');
  if (limit) options.limit = limit;
  const timeout = integer(query, 'timeoutSeconds');
  if (timeout !== undefined) options.timeoutSeconds = timeout;
  if (boolean(query, 'allowWatchBookmarks')) options.allowWatchBookmarks = true;
  const sendInitialEvents = boolean(query, 'sendInitialEvents');
  if (sendInitialEvents !== undefined) options.sendInitialEvents = sendInitialEvents;
  const match = query.get('resourceVersionMatch');
  // The registry judges it together with the others.
  if (match) options.resourceVersionMatch = match as NonNullable<RequestOptions['resourceVersionMatch']>;
  return options;
}

/** Options of create, update and (with its type) patch. */
export function writeOptions(
  query: URLSearchParams,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  patchType?: PatchType,
): RequestOptions {
  const options: Options = {};
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const force = boolean(query, 'force');
  const errors: FieldError[] = [];
  if (kind === 'PatchOptions') {
    if (patchType !== 'apply' && force !== undefined) {
      errors.push(forbiddenField(field('force'), 'may not be specified for non-apply patch'));
    }
    if (patchType === 'apply' && manager === '') {
      errors.push(required(field('fieldManager'), 'is required for apply patch'));
    }
  }
  errors.push(...fieldManagerErrors(manager), ...dryRunErrors(query));
  if (!FIELD_VALIDATION.includes(validation)) {
    errors.push(notSupported(field('fieldValidation'), validation, FIELD_VALIDATION));
  }
  refuse(kind, errors);
  if (manager !== '') options.fieldManager = manager;
  // upstream defaults to Warn for what clients leave open.
  options.fieldValidation = (validation || 'Warn') as NonNullable<RequestOptions['fieldValidation']>;
  if (query.has('dryRun')) options.dryRun = true;
  if (force !== undefined) options.force = force;
  return options;
}

/** DeleteOptions from the body when there is one, else from the query. */
export function deleteOptions(query: URLSearchParams, body: unknown): RequestOptions {
  const raw = body === undefined ? deleteOptionsOfQuery(query) : deleteOptionsOfBody(body);
  const errors: FieldError[] = [];
  const { orphanDependents, propagationPolicy, dryRun } = raw;
  if (orphanDependents !== undefined && propagationPolicy !== undefined) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalid(field('propagationPolicy'), propagationPolicy, detail));
  }
  if (propagationPolicy !== undefined && !PROPAGATION.includes(propagationPolicy)) {
    errors.push(notSupported(field('propagationPolicy'), propagationPolicy, [...PROPAGATION, 'nil']));
  }
  errors.push(...dryRunValueErrors(dryRun));
  refuse('DeleteOptions', errors);

  const policy =
    propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanPolicy(orphanDependents));
  return {
    ...(raw.gracePeriodSeconds !== undefined ? { gracePeriodSeconds: raw.gracePeriodSeconds } : {}),
    ...(policy !== undefined
      ? { propagationPolicy: policy as NonNullable<RequestOptions['propagationPolicy']> }
      : {}),
    ...(raw.preconditions ? { preconditions: raw.preconditions } : {}),
    ...(dryRun.length > 0 ? { dryRun: true } : {}),
  };
}

const orphanPolicy = (orphan: boolean) => (orphan ? 'Orphan' : 'Background');

interface RawDeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: string | undefined;
  readonly orphanDependents?: boolean | undefined;
  readonly preconditions?: NonNullable<RequestOptions['preconditions']> | undefined;
  readonly dryRun: readonly string[];
}

const deleteOptionsOfQuery = (query: URLSearchParams): RawDeleteOptions => ({
  gracePeriodSeconds: integer(query, 'gracePeriodSeconds'),
  propagationPolicy: query.get('propagationPolicy') ?? undefined,
  orphanDependents: boolean(query, 'orphanDependents'),
  dryRun: query.getAll('dryRun'),
});

function deleteOptionsOfBody(body: unknown): RawDeleteOptions {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('decoded object cannot be converted to DeleteOptions');
  }
  const options = body as Partial<RawDeleteOptions> & { readonly gracePeriodSeconds?: unknown };
  const grace = options.gracePeriodSeconds;
  if (grace !== undefined && grace !== null && !Number.isSafeInteger(grace)) {
    throw badRequest(
      `json: cannot unmarshal ${typeof grace} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`,
    );
  }
  return {
    gracePeriodSeconds: typeof grace === 'number' ? grace : undefined,
    propagationPolicy: options.propagationPolicy ?? undefined,
    orphanDependents: options.orphanDependents ?? undefined,
    preconditions: options.preconditions ?? undefined,
    dryRun: options.dryRun ?? [],
  };
}

const dryRunErrors = (query: URLSearchParams): FieldError[] => dryRunValueErrors(query.getAll('dryRun'));

function dryRunValueErrors(values: readonly string[]): FieldError[] {
  if (values.every((value) => value === 'All')) return [];
  const shown = `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  const message = `Unsupported value: ${shown}: supported values: "All"`;
  return [{ type: 'FieldValueNotSupported', field: 'dryRun', message }];
}

function fieldManagerErrors(manager: string): FieldError[] {
  const path = field('fieldManager');
  const errors: FieldError[] = [];
  if (new TextEncoder().encode(manager).length > FIELD_MANAGER_MAX_LENGTH) {
    errors.push(tooLong(path, FIELD_MANAGER_MAX_LENGTH));
  }
  let position = 0;
  for (const rune of manager) {
    if (/[\p{C}\p{Z}]/u.test(rune) && rune !== ' ') {
      const code = (rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += new TextEncoder().encode(rune).length;
  }
  return errors;
}

/** A Go int64 of the query; the error is strconv's. */
export function integer(query: URLSearchParams, key: string): number | undefined {
  const text = query.get(key);
  if (text === null || text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (Math.abs(value) > 2 ** 63) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return value;
}

/** Anything but "false" and "0" is true, an empty value too. */
// upstream: apimachinery/pkg/runtime/conversion.go Convert_Slice_string_To_bool
export function boolean(query: URLSearchParams, key: string): boolean | undefined {
  const text = query.get(key);
  if (text === null) return undefined;
  return text.toLowerCase() !== 'false' && text !== '0';
}

function refuse(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind }, '', errors);
}
