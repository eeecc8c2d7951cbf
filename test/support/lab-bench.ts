/** Sessions of a lab for its proof: a real lab host, the simulator, and scripts that run in the sandboxed shell. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { simulatorProvider } from '@/clusters/simulator';
import { verdict } from '@/grading';
import { folderLabs } from '@/labhost';
import type { Bench, Lab } from '@/labs';
import { type TestHost, testHost } from './lab-host';

const SCRIPT_MS = 120_000;

export interface BenchHost {
  open(lab: Lab): Promise<Bench>;
  close(): Promise<void>;
}

/** @param labs the folder that holds the labs */
export async function benchHost(labs: string): Promise<BenchHost> {
  const host = await testHost(simulatorProvider(), { labs: folderLabs(labs) });
  return { open: (lab) => openBench(host, lab), close: () => host.close() };
}

async function openBench(host: TestHost, lab: Lab): Promise<Bench> {
  const id = `proof-${randomUUID().slice(0, 8)}`;
  await host.session(id, { labId: lab.id, labRevision: lab.revision });
  return {
    grade: async () => {
      const { status, body } = await host.api('POST', `/sessions/${id}/check`, {});
      if (status !== 200) throw new Error(`check answered ${status}: ${JSON.stringify(body)}`);
      return verdict.parse(body);
    },
    run: async (commands) => {
      await writeFile(path.join(host.data, 'sessions', id, 'home', 'answer.sh'), commands, { mode: 0o644 });
      const shell = await host.shell(id);
      const { output, status } = await shell.run('bash ~/answer.sh', SCRIPT_MS);
      await shell.close();
      return { exitCode: status, output };
    },
    jump: async (seconds) => {
      const { status, body } = await host.api('POST', `/sessions/${id}/controls`, {
        action: 'jump',
        seconds,
      });
      if (status !== 200) throw new Error(`the jump answered ${status}: ${JSON.stringify(body)}`);
    },
    close: async () => {
      await host.api('DELETE', `/sessions/${id}?purge=1`);
    },
  };
}
