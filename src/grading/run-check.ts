/** From a check to its outcome: the one place that knows which condition is judged where. */
import type { CheckSpec } from './check-schema';
import { checkCanI } from './checks/can-i';
import { checkCel } from './checks/cel';
import { checkExec } from './checks/exec';
import { checkFile } from './checks/file';
import { checkGone } from './checks/gone';
import { checkHttp } from './checks/http';
import { checkObject } from './checks/object';
import type { ClusterReader } from './cluster-reader';
import type { GradedHome } from './graded-home';
import type { Outcome } from './outcome';

export function runCheck(
  check: CheckSpec,
  reader: ClusterReader,
  home: GradedHome | undefined,
): Promise<Outcome> {
  if ('object' in check) return checkObject(check.object, reader);
  if ('cel' in check) return checkCel(check.cel, reader);
  if ('exec' in check) return checkExec(check.exec, reader);
  if ('can-i' in check) return checkCanI(check['can-i'], reader.cluster);
  if ('file' in check) return checkFile(check.file, home);
  if ('gone' in check) return checkGone(check.gone, reader);
  return checkHttp(check.http, reader.cluster);
}
