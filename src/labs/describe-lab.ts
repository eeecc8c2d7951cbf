/** A lab as its page may know it: texts, no solutions and no conditions. */
import { loadLab } from './load-lab';

export interface LabDescription {
  readonly id: string;
  readonly revision: string;
  readonly title: string;
  readonly intro: string;
  readonly minutes: number;
  readonly tasks: readonly {
    readonly id: string;
    readonly title: string;
    readonly weight: number;
    readonly body: string;
    readonly after: string | undefined;
    readonly hints: readonly string[];
    readonly checks: readonly { readonly id: string; readonly title: string; readonly guard: boolean }[];
  }[];
}

/** @throws LabError */
export async function describeLab(folder: string): Promise<LabDescription> {
  const { id, revision, title, intro, minutes, tasks } = await loadLab(folder);
  return {
    id,
    revision,
    title,
    intro,
    minutes,
    tasks: tasks.map((task) => ({
      id: task.id,
      title: task.title,
      weight: task.weight,
      body: task.body,
      after: task.after,
      hints: task.hints,
      checks: task.checks.map((check) => ({ id: check.id, title: check.title, guard: check.guard })),
    })),
  };
}
