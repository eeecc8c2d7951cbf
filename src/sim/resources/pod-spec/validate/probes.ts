/** Probes and lifecycle handlers. upstream: pkg/apis/core/validation validateProbe, validateHandler, validateLifecycle */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  isHTTPHeaderName,
  notSupported,
  required,
  validateNonNegative,
} from '@/apimachinery';
import { each, portNumberOrName } from '../../shared/validate';
import type { Lifecycle, Probe } from './types';

type LifecycleHandler = NonNullable<Lifecycle['postStart']>;
type Handler = Probe & LifecycleHandler;
type HttpGet = NonNullable<Probe['httpGet']>;

const SCHEMES = ['HTTP', 'HTTPS'];
const ONE_HANDLER = 'may not specify more than 1 handler type';

interface Rules {
  /** Liveness and startup: success is one success. */
  readonly successOnce: boolean;
  /** Readiness: nothing ends, so there is no grace to give. */
  readonly ownGrace: boolean;
}
export const LIVENESS_OR_STARTUP: Rules = { successOnce: true, ownGrace: true };
export const READINESS: Rules = { successOnce: false, ownGrace: false };

export function validateProbe(probe: Probe | undefined, rules: Rules, path: FieldPath): FieldError[] {
  if (!probe) return [];
  const errors = validateHandler(probe, Number.MAX_SAFE_INTEGER, path);
  for (const name of COUNTS) errors.push(...validateNonNegative(probe[name], path.child(name)));
  const grace = probe.terminationGracePeriodSeconds;
  const gracePath = path.child('terminationGracePeriodSeconds');
  if (grace !== undefined && grace <= 0) errors.push(invalid(gracePath, grace, 'must be greater than 0'));
  if (rules.successOnce && probe.successThreshold !== 1) {
    errors.push(invalid(path.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1'));
  }
  if (!rules.ownGrace && grace !== undefined) {
    errors.push(invalid(gracePath, grace, 'must not be set for readinessProbes'));
  }
  return errors;
}

const COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

export function validateLifecycle(lifecycle: Lifecycle, graceSeconds: number, path: FieldPath): FieldError[] {
  const { postStart, preStop } = lifecycle;
  return [
    ...(postStart ? validateHandler(postStart, graceSeconds, path.child('postStart')) : []),
    ...(preStop ? validateHandler(preStop, graceSeconds, path.child('preStop')) : []),
  ];
}

/** Exactly one way, and that one in order. */
function validateHandler(handler: Partial<Handler>, graceSeconds: number, path: FieldPath): FieldError[] {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  const given: [string, (at: FieldPath) => FieldError[]][] = [];
  if (exec) given.push(['exec', (at) => (exec.command?.length ? [] : [required(at.child('command'))])]);
  if (httpGet) given.push(['httpGet', (at) => validateHttpGet(httpGet, at)]);
  if (tcpSocket) given.push(['tcpSocket', (at) => portNumberOrName(tcpSocket.port, at.child('port'))]);
  if (grpc) given.push(['grpc', (at) => portNumberOrName(grpc.port, at.child('port'))]);
  if (sleep) given.push(['sleep', (at) => validateSleep(sleep.seconds, graceSeconds, at)]);
  if (given.length === 0) return [required(path, 'must specify a handler type')];
  return given.flatMap(([name, validate], i) =>
    i === 0 ? validate(path.child(name)) : [forbiddenField(path.child(name), ONE_HANDLER)],
  );
}

function validateHttpGet(
  { path: url, port, scheme, httpHeaders = [] }: HttpGet,
  path: FieldPath,
): FieldError[] {
  const errors = url ? [] : [required(path.child('path'))];
  errors.push(...portNumberOrName(port, path.child('port')));
  if (!SCHEMES.includes(scheme ?? '')) errors.push(notSupported(path.child('scheme'), scheme ?? '', SCHEMES));
  for (const { name } of httpHeaders)
    errors.push(...each(isHTTPHeaderName(name), path.child('httpHeaders'), name));
  return errors;
}

function validateSleep(seconds: number, graceSeconds: number, path: FieldPath): FieldError[] {
  if (seconds >= 0 && seconds <= graceSeconds) return [];
  const why = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  return [invalid(path, seconds, why)];
}
