'use client';

import { BookOpen, ListChecks, TerminalSquare } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useCommands } from '../palette/commands';
import { classes } from '../ui/classes';
import { useWorkspace, useWorkspaceState } from '../workspace/context';
import { LabInLessonProvider } from '../workspace/lab-in-lesson';
import { LabPanel, type LabView, type NextPlace } from '../workspace/lab-panel';
import { useTabMemory } from '../workspace/tab-memory';
import { WorkspacePane } from '../workspace/workspace-pane';
import { SplitPane } from './split-pane';

type Text = 'lesson' | 'lab';
type Pane = Text | 'terminal';
const isText = (kept: unknown): kept is Text => kept === 'lesson' || kept === 'lab';
const isPane = (kept: unknown): kept is Pane => isText(kept) || kept === 'terminal';
const tabId = (pane: Pane) => `tab-${pane}`;
const panelId = (pane: Pane) => `panel-${pane}`;

/**
 * Text left, workspace right. On a narrow screen the three panes take turns. Nothing is taken out of the page, so that
 * a terminal goes on while the lesson is read; which pane shows at which width is CSS, so nothing jumps on loading.
 */
export function LessonFrame(props: {
  readonly article: ReactNode;
  readonly lab: LabView | undefined;
  readonly best: number | undefined;
  readonly split: number;
  /** Where the course goes on. */
  readonly next: NextPlace;
}) {
  const { article, lab, best, split, next } = props;
  const [pane, setPane] = useTabMemory<Pane>(`pane/${lab?.id}`, 'lesson', isPane);
  const [text, setText] = useTabMemory<Text>(`text/${lab?.id}`, 'lesson', isText);
  const { runs } = useWorkspaceState();
  useEffect(() => {
    if (runs > 0) setPane('terminal');
  }, [runs, setPane]);
  const select = (chosen: Pane) => {
    setPane(chosen);
    if (chosen !== 'terminal') setText(chosen);
  };
  usePaneCommands(lab ? select : undefined);
  // A search result that is a lab leads to "?lab". That is said once: what is opened later counts after a reload.
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    if (!new URLSearchParams(search).has('lab')) return;
    setPane('lab');
    setText('lab');
    window.history.replaceState(null, '', pathname + hash);
  }, [setPane, setText]);
  if (!lab)
    return (
      <main id="main" className="min-h-0 flex-1 overflow-y-auto print:overflow-visible">
        {article}
      </main>
    );
  const openTask = (taskId: string) => {
    select('lab');
    requestAnimationFrame(() => {
      const task = document.querySelector(`[data-task="${CSS.escape(taskId)}"]`);
      task?.scrollIntoView({ block: 'start' });
    });
  };
  return (
    <main id="main" className="flex min-h-0 flex-1 flex-col print:block">
      <PaneTabs pane={pane} text={text} lab={lab} onSelect={select} />
      <SplitPane
        initial={split}
        shown={pane === 'terminal' ? 'right' : 'left'}
        left={
          <>
            <div
              role="tabpanel"
              id={panelId('lesson')}
              aria-labelledby={tabId('lesson')}
              className={classes(
                'min-h-0 flex-1 overflow-y-auto print:overflow-visible',
                text !== 'lesson' && 'hidden',
              )}
            >
              <LabInLessonProvider lab={lab} open={openTask}>
                {article}
              </LabInLessonProvider>
            </div>
            <div
              role="tabpanel"
              id={panelId('lab')}
              aria-labelledby={tabId('lab')}
              className={classes(
                'min-h-0 flex-1 overflow-y-auto print:overflow-visible',
                text !== 'lab' && 'hidden',
              )}
            >
              <LabPanel lab={lab} best={best} next={next} />
            </div>
          </>
        }
        right={
          <div id={panelId('terminal')} className="min-h-0 flex-1">
            <WorkspacePane />
          </div>
        }
      />
    </main>
  );
}

/** What the keyboard and the palette can do with the lesson's panes. */
function usePaneCommands(select: ((pane: Pane) => void) | undefined): void {
  const store = useWorkspace();
  const { tabs, activeTab } = useWorkspaceState();
  const toTerminal = () => {
    select?.('terminal');
    requestAnimationFrame(() => store.selectTab(tabs.includes(activeTab) ? activeTab : (tabs[0] ?? '1')));
  };
  useCommands(
    select
      ? [
          { title: 'Show the lesson', keys: 'g l', run: () => select('lesson') },
          { title: 'Show the lab', keys: 'g b', run: () => select('lab') },
          { title: 'Go to the terminal', keys: 'g t', run: toTerminal },
          { title: 'Start the lab', run: () => void store.start() },
          { title: 'Check the lab', run: () => void store.check() },
          { title: 'Undo the last change in the cluster', run: () => void store.control({ action: 'undo' }) },
        ]
      : [],
  );
}

function PaneTabs(props: {
  readonly pane: Pane;
  readonly text: Text;
  readonly lab: LabView;
  readonly onSelect: (pane: Pane) => void;
}) {
  const { live } = useWorkspaceState();
  const done = live?.tasks.filter((task) => task.passed).length ?? 0;
  const tabs = [
    { id: 'lesson', title: 'Lesson', Icon: BookOpen },
    { id: 'lab', title: `Lab · ${done}/${props.lab.tasks.length}`, Icon: ListChecks },
    { id: 'terminal', title: 'Terminal', Icon: TerminalSquare },
  ] as const;
  return (
    <div
      role="tablist"
      aria-label="Panes"
      className="no-print flex h-11 shrink-0 items-end gap-1 border-b border-line px-3"
    >
      {tabs.map(({ id, title, Icon }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabId(id)}
          aria-controls={panelId(id)}
          aria-selected={props.pane === id}
          onClick={() => props.onSelect(id)}
          className={classes(
            '-mb-px flex h-10 items-center gap-1.5 border-b-2 px-3 text-sm font-medium',
            props.pane === id ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink',
            // Where both panes fit, the terminal is always there and the text's tab stays marked.
            id === 'terminal' && 'min-[900px]:hidden',
            props.pane === 'terminal' &&
              props.text === id &&
              'min-[900px]:border-accent min-[900px]:text-ink',
          )}
        >
          <Icon size={15} aria-hidden /> {title}
        </button>
      ))}
    </div>
  );
}
