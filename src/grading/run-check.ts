/** From a check to its outcome: the one place that knows which condition is judged where. */
import type { CheckSpec } from './check-schema';
import { checkCel } from './checks/cel';
import { checkExec } from './checks/exec';
import { checkGone } from './checks/gone';
import { checkHttp } from './checks/http';
import { checkObject } from './checks/object';
import type { ClusterReader } from './cluster-reader';
import type { Outcome } from './outcome';

export function runCheck(check: CheckSpec, reader: ClusterReader): Promise<Outcome> {
  if ('object' in check) return checkObject(check.object, reader);
  if ('cel' in check) return checkCel(check.cel, reader);
  if ('exec' in check) return checkExec(check.exec, reader);
  if ('gone' in check) return checkGone(check.gone, reader);
  return checkHttp(check.http, reader.cluster);
}
