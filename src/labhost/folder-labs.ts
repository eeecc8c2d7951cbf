/** Labs from the folder labs/, as a lab host runs them. A session works with its own copy of its lab's folder. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { compareTask, grade } from '@/grading';
import {
  followProgress,
  LabError,
  type Lab as LoadedLab,
  labNamespaces,
  loadLab,
  requirePowers,
  setUpLab,
} from '@/labs';
import { HomeFiles } from '@/terminal/server';
import { HostError, notFound } from './errors';
import type { Lab, LabRuntime } from './lab-runtime';

const LAB_ID = /^[a-z0-9][a-z0-9-]*$/;

export function folderLabs(root: string): LabRuntime {
  return {
    load: async (labId, revision) => {
      if (!LAB_ID.test(labId)) throw notFound(`lab ${labId}`);
      const lab = await readLab(path.join(root, labId), labId);
      if (lab.revision !== revision) {
        throw new HostError(
          409,
          'lab_changed',
          'This lab was changed a moment ago. Reload the page and start again.',
        );
      }
      return runnable(lab);
    },
    // The revision stays what the session began with, whatever became of the lab since.
    reopen: async (folder, labId, revision) => runnable({ ...(await readLab(folder, labId)), revision }),
  };
}

async function readLab(folder: string, id: string): Promise<LoadedLab> {
  try {
    return await loadLab(folder, id);
  } catch (error) {
    if (error instanceof LabError)
      throw new HostError(500, 'broken_lab', `This lab has a problem. ${error.message}`);
    throw error;
  }
}

function runnable(lab: LoadedLab): Lab {
  return {
    id: lab.id,
    revision: lab.revision,
    clusters: lab.clusters.map((cluster) => ({ ...cluster, images: lab.images })),
    namespaces: labNamespaces(lab),
    save: (folder) => cp(lab.folder, folder, { recursive: true }),
    setUp: async ({ clusters }) => {
      requirePowers(lab, clusters);
      await setUpLab(lab, clusters);
    },
    grade: ({ clusters, home }, taskId) => grade({ lab, clusters, home: new HomeFiles(home), taskId }),
    solution: async ({ clusters }, { taskId, part }) => {
      const task = lab.tasks.find(({ id }) => id === taskId);
      if (!task) throw notFound(`task ${taskId} in this lab`);
      if (part === 'comparison') return { part, ...(await compareTask(task, clusters)) };
      return { part, scripts: lab.solutions.map(({ name, text }) => ({ name, text })) };
    },
    watch: (session, listener) => {
      const { clusters } = session;
      const home = new HomeFiles(session.home);
      // A cluster that is closing under the look fails it; whoever opens it again looks again.
      const look = () =>
        grade({ lab, clusters, home }).then(
          (verdict) => {
            if (!stopped) listener(verdict);
          },
          () => {},
        );
      let stopped = false;
      const stop = followProgress({ lab, clusters, home, schedule, onChange: () => void look() });
      void look();
      return {
        stop: () => {
          stopped = true;
          stop();
        },
      };
    },
  };
}

/** Nothing waits for these: a lab host may end while one is due. */
const schedule = (ms: number, run: () => void): void => void setTimeout(run, ms).unref();
