import { createContext, useContext } from 'react';
import type { ViewObject } from '@/cluster-view/protocol';
import { classes } from '../../ui/classes';
import { TONE_LOOKS, ToneIcon } from './tones';

/** Which object is looked at closely, and how to look at another. */
export interface Selection {
  readonly selected: string | undefined;
  select(id: string): void;
}

export const SelectionContext = createContext<Selection>({ selected: undefined, select: () => {} });

/** "Pod web-1 in default: Running" */
const nameInWords = ({ kind, name, namespace, state, count }: ViewObject): string =>
  `${count === undefined ? '' : `${count} × `}${kind} ${name}${namespace === undefined ? '' : ` in ${namespace}`}: ${state.text} (${TONE_LOOKS[state.tone].means})`;

/** A pod, as a chip: its state's shape, its name, and its state in words where it is not the usual one. */
export function PodChip({ pod, ready = true }: { readonly pod: ViewObject; readonly ready?: boolean }) {
  const { selected, select } = useContext(SelectionContext);
  const { tone, text } = pod.state;
  return (
    <button
      type="button"
      data-object={pod.id}
      data-tone={tone}
      aria-label={`${nameInWords(pod)}${ready ? '' : ', gets no traffic'}`}
      aria-pressed={selected === pod.id}
      title={`${pod.name}: ${text}`}
      onClick={() => select(pod.id)}
      className={classes(
        'flex min-h-8 max-w-full animate-appear items-center gap-1.5 rounded-md border px-2 py-1 text-left text-xs transition-colors',
        TONE_LOOKS[tone].chip,
        !ready && 'border-dashed opacity-75',
        selected === pod.id && 'ring-2 ring-accent',
      )}
    >
      <ToneIcon tone={tone} />
      <span className="min-w-0 truncate font-mono text-ink">{pod.name}</span>
      {pod.count !== undefined && <span className="shrink-0 font-semibold tabular-nums">×{pod.count}</span>}
      {tone !== 'good' && <span className="shrink-0 text-ink-soft">{text}</span>}
    </button>
  );
}

/** The head of a box: the object that the box stands for. */
export function BoxHead({
  object,
  note,
}: {
  readonly object: ViewObject;
  readonly note?: string | undefined;
}) {
  const { selected, select } = useContext(SelectionContext);
  const { tone, text } = object.state;
  return (
    <button
      type="button"
      data-object={object.id}
      data-tone={tone}
      aria-label={nameInWords(object)}
      aria-pressed={selected === object.id}
      onClick={() => select(object.id)}
      className={classes(
        'flex min-h-8 w-full min-w-0 items-center gap-1.5 rounded-md px-1.5 py-1 text-left text-xs hover:bg-surface',
        selected === object.id && 'ring-2 ring-accent',
      )}
    >
      <ToneIcon tone={tone} />
      <span className="shrink-0 text-ink-faint">{object.kind}</span>
      <span className="min-w-0 truncate font-medium font-mono text-ink">{object.name}</span>
      <span
        className={classes(
          'ml-auto shrink-0 pl-2',
          tone === 'bad' ? 'font-medium text-bad' : 'text-ink-soft',
        )}
      >
        {note ?? text}
      </span>
    </button>
  );
}
