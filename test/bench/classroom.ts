/**
 * classroom…: thirty students who begin the same lab at the same moment on one lab host, type all of its first solution
 * into their sandboxed shells and are graded; beside it, one student alone on the same host.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type HostAddress, openBench, startHost } from '@/authoring';
import { type Lab, loadLab } from '@/labs';
import { median, now, sleep } from './measure';

const STUDENTS = 30;
const ROUNDS_ALONE = 3;
const LABS = path.resolve('labs');
/** The solution's objects become ready soon after its last command. */
const LOOKS = 100;
const LOOK_MS = 100;

export async function benchClassroom(): Promise<Record<string, number>> {
  const lab = await loadLab(path.join(LABS, 'first-pod'));
  const host = await startHost({ program: 'dist/labhost.js', labs: LABS, kubectl: undefined });
  try {
    const alone: number[] = [];
    for (let round = 0; round < ROUNDS_ALONE; round++) {
      const student = await attend(host, lab);
      alone.push(student.ms);
      await student.leave();
    }
    const before = await residentMiB(host.pid);
    const begin = now();
    const students = await Promise.all(Array.from({ length: STUDENTS }, () => attend(host, lab)));
    const allMs = now() - begin;
    const after = await residentMiB(host.pid);
    for (const { leave } of students) await leave();
    return {
      classroomAloneMs: median(alone),
      classroomAllMs: allMs,
      classroomCostRatio: allMs / STUDENTS / median(alone),
      classroomSessionMiB: (after - before) / STUDENTS,
    };
  } finally {
    await host.close();
  }
}

/** From the click on "Start the lab" to 100 points. */
async function attend(host: HostAddress, lab: Lab) {
  const begin = now();
  const bench = await openBench(host, lab);
  const { exitCode, output } = await bench.run(lab.solutions[0]?.text ?? '');
  if (exitCode !== 0) throw new Error(`the solution exits with ${exitCode}: ${output}`);
  for (let looks = 1; (await bench.grade()).score < 100; looks++) {
    if (looks === LOOKS) throw new Error('a student who did all right has not passed');
    await sleep(LOOK_MS);
  }
  return { ms: now() - begin, leave: () => bench.close() };
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
