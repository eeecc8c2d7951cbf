import { expect, it } from 'vitest';
import type { Verdict } from '@/grading/verdict';
import type { ControlsView, SessionView } from '@/labhost/protocol';
import { shownCheck, summarise, WorkspaceStore } from './store';

const view: SessionView = {
  id: 's1',
  labId: 'first-pod',
  labRevision: 'r1',
  state: 'ready',
  terminal: { available: true },
  clusters: [],
  hosts: [],
};
const verdict = (passed: boolean): Verdict => ({
  labId: 'first-pod',
  labRevision: 'r1',
  score: passed ? 100 : 0,
  tasks: [
    {
      id: 'pod',
      title: 'A pod',
      weight: 1,
      passed,
      score: passed ? 1 : 0,
      checks: [
        { id: 'runs', title: 'It runs', state: passed ? 'passed' : 'failed', guard: false, found: 'nothing' },
      ],
    },
  ],
});

const controls: ControlsView = { can: ['time', 'undo', 'snapshot'], aheadSeconds: 0 };

function store(api: Partial<ConstructorParameters<typeof WorkspaceStore>[1]> = {}) {
  return new WorkspaceStore('first-pod', {
    startSession: async () => view,
    checkSession: async () => verdict(false),
    resetSession: async () => view,
    getControls: async () => controls,
    controlSession: async () => ({
      message: '1 hour went by.',
      controls: { ...controls, aheadSeconds: 3_600 },
    }),
    ...api,
  });
}

function terminal(connected: boolean) {
  const typed: string[] = [];
  let focused = 0;
  return {
    typed,
    focused: () => focused,
    handle: {
      type: (text: string) => {
        if (connected) typed.push(text);
        return connected;
      },
      focus: () => {
        focused++;
      },
    },
  };
}

it('runs a command in the terminal that had the focus last and leaves the focus there', () => {
  const workspace = store();
  const shell = terminal(true);
  workspace.terminalReady('1', shell.handle);
  workspace.run({ text: 'kubectl get pods', interrupt: true, put: false });
  expect(shell.typed).toEqual(['\u0003kubectl get pods\r']);
  expect(shell.focused()).toBe(1);
});

it('starts the session for a command and types it once the terminal is there', async () => {
  const workspace = store();
  workspace.run({ text: 'ls', interrupt: false, put: true });
  await Promise.resolve();
  expect(workspace.getState().session.phase).toBe('open');
  const shell = terminal(true);
  workspace.terminalReady('1', shell.handle);
  workspace.terminalReady('1', shell.handle);
  expect(shell.typed).toEqual(['ls']);
});

it('gives a lab that was just started the focus, so that its student types into the terminal', async () => {
  const workspace = store();
  await workspace.start();
  const shell = terminal(true);
  workspace.terminalReady('1', shell.handle);
  expect([shell.typed, shell.focused()]).toEqual([[], 1]);
  workspace.terminalReady('1', shell.handle);
  expect(shell.focused()).toBe(1);
});

it('opens the tab that a command asks for', () => {
  const workspace = store();
  workspace.run({ text: 'ls', interrupt: false, put: false, terminal: '2' });
  expect(workspace.getState()).toMatchObject({ tabs: ['1', '2'], activeTab: '2' });
});

it('says why a session could not start and lets it be tried again', async () => {
  let tries = 0;
  const workspace = store({
    startSession: async () => {
      if (++tries === 1) throw new Error('All places are taken. Try again in a minute.');
      return view;
    },
  });
  await workspace.start();
  expect(workspace.getState().session).toEqual({
    phase: 'failed',
    message: 'All places are taken. Try again in a minute.',
  });
  await workspace.start();
  expect(workspace.getState().session.phase).toBe('open');
});

it('asks for one check at a time', async () => {
  let asked = 0;
  const workspace = store({
    checkSession: async () => {
      asked++;
      return verdict(false);
    },
  });
  await workspace.start();
  await Promise.all([workspace.check(), workspace.check()]);
  expect(asked).toBe(1);
  expect(workspace.getState().notice?.text).toBe('0 of 1 tasks done, 0 points. Next: A pod.');
});

it('closes a tab but never the last one', () => {
  const workspace = store();
  workspace.addTab();
  workspace.closeTab('2');
  workspace.closeTab('1');
  expect(workspace.getState()).toMatchObject({ tabs: ['1'], activeTab: '1' });
});

it('keeps the reason of a failed check until the cluster says that it passes', () => {
  const failed = verdict(false).tasks[0]?.checks ?? [];
  const passed = verdict(true).tasks[0]?.checks ?? [];
  expect(shownCheck('runs', failed, [])?.state).toBe('not-reached');
  expect(shownCheck('runs', failed, failed)).toMatchObject({ state: 'failed', found: 'nothing' });
  expect(shownCheck('runs', passed, failed)?.state).toBe('passed');
  expect(summarise(verdict(true))).toBe('1 of 1 tasks done, 100 points. The lab is complete.');
});

it('moves time, says what happened, and keeps what the host answered', async () => {
  const workspace = store();
  await workspace.start();
  await workspace.refreshControls();
  expect(workspace.getState().controls).toEqual(controls);
  await workspace.control({ action: 'jump', seconds: 3_600 });
  expect(workspace.getState().controls?.aheadSeconds).toBe(3_600);
  expect(workspace.getState().notice?.text).toBe('1 hour went by.');
});

it('tells why a control did nothing', async () => {
  const workspace = store({
    controlSession: () => Promise.reject(new Error('The clusters of this lab cannot do that.')),
  });
  await workspace.start();
  await workspace.control({ action: 'undo' });
  expect(workspace.getState().busy).toBeUndefined();
  expect(workspace.getState().notice).toMatchObject({
    kind: 'error',
    text: 'The clusters of this lab cannot do that.',
  });
});
