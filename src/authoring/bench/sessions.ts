/** Sessions of a lab on a lab host of one's own: for its proof, for its lesson's commands, and to play in. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Bench, Lab } from '@/labs';
import { httpLabHost } from '@/server/labhosts';
import { Shell } from './shell';

export interface HostAddress {
  readonly socketPath: string;
  readonly secret: string;
  /** The lab host's data folder. */
  readonly data: string;
}

export interface LabBench extends Bench {
  readonly sessionId: string;
  shell(tab: string): Promise<Shell>;
  /** A terminal, not yet open. */
  terminal(tab: string, size: { readonly cols: number; readonly rows: number }): WebSocket;
}

const SCRIPT_MS = 120_000;
const START_POLL_MS = 30;
/** Wide: what is typed is not broken into lines. */
const SIZE = { cols: 500, rows: 50 };

/** A fresh session, set up and untouched. */
export async function openBench(address: HostAddress, lab: Lab): Promise<LabBench> {
  const { socketPath, secret, data } = address;
  const host = httpLabHost({ id: 'bench', address: `unix:${socketPath}` }, { secret });
  const id = `proof-${randomUUID().slice(0, 8)}`;
  let view = await host.start(id, { labId: lab.id, labRevision: lab.revision });
  while (view.state === 'starting') {
    await sleep(START_POLL_MS);
    view = await host.view(id);
  }
  if (view.state !== 'ready') throw new Error(view.message ?? `the session is ${view.state}`);
  const terminal: LabBench['terminal'] = (tab, { cols, rows }) =>
    host.connect(`/sessions/${id}/terminals/${tab}?since=0&cols=${cols}&rows=${rows}`);
  const shell = (tab: string) => Shell.open(terminal(tab, SIZE));
  let scripts: Promise<Shell> | undefined;
  return {
    sessionId: id,
    terminal,
    shell,
    grade: () => host.check(id, {}),
    run: async (commands) => {
      scripts ??= shell('script');
      await writeFile(path.join(data, 'sessions', id, 'home', 'answer.sh'), commands, { mode: 0o644 });
      const { statuses, output } = await (await scripts).run('bash ~/answer.sh', SCRIPT_MS);
      return { exitCode: statuses.at(-1) ?? 1, output };
    },
    jump: async (seconds) => {
      await host.control(id, { action: 'jump', seconds });
    },
    close: async () => {
      (await scripts?.catch(() => undefined))?.close();
      await host.end(id, { purge: true });
    },
  };
}
