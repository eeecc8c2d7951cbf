import { TerminalSquare, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ViewObject } from '@/cluster-view/protocol';
import { Button } from '../../ui/button';
import { useWorkspace } from '../context';
import { describeCommand, relationsOf } from './map-model';
import { BoxHead } from './object-button';
import { span } from './time';
import { TONE_LOOKS, ToneIcon } from './tones';
import { useNow } from './use-now';

/** One object closely: how it is and why, what it is called by, what it belongs to. */
export function ObjectDetails(props: {
  readonly object: ViewObject;
  readonly objects: ReadonlyMap<string, ViewObject>;
  readonly aheadMs: number;
  readonly onClose: () => void;
}) {
  const { object, objects, aheadMs, onClose } = props;
  const { kind, name, namespace, state, facts, labels, created } = object;
  const age = span(useNow() + aheadMs - created);
  const relations = relationsOf(object, objects);
  return (
    <section aria-label={`${kind} ${name}`} className="space-y-3 text-sm" data-details={object.id}>
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <p className="text-ink-faint text-xs">
            {kind}
            {namespace !== undefined && ` in ${namespace}`}
          </p>
          <h3 className="break-words font-mono font-semibold text-[13px]">{name}</h3>
        </div>
        <button
          type="button"
          onClick={onClose}
          aria-label="Close the details"
          className="grid size-7 shrink-0 place-items-center rounded-md text-ink-soft hover:bg-surface hover:text-ink"
        >
          <X size={15} aria-hidden />
        </button>
      </header>
      <div className={`rounded-lg border px-3 py-2 ${TONE_LOOKS[state.tone].chip}`}>
        <p className="flex items-center gap-1.5 font-medium">
          <ToneIcon tone={state.tone} /> {state.text}
          <span className="ml-auto font-normal text-ink-soft text-xs">{age} old</span>
        </p>
        {state.why && <p className="mt-1 break-words text-ink-soft text-xs leading-relaxed">{state.why}</p>}
      </div>
      <DescribeButton object={object} />
      {facts.length > 0 && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
          {facts.map(([fact, value]) => (
            <div key={fact} className="contents">
              <dt className="text-ink-faint">{fact}</dt>
              <dd className="break-words font-mono">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {Object.keys(labels).length > 0 && (
        <Part title="Labels">
          <ul className="flex flex-wrap gap-1">
            {Object.entries(labels).map(([label, value]) => (
              <li
                key={label}
                className="max-w-full break-all rounded bg-code px-1.5 py-0.5 font-mono text-[11px]"
              >
                {label}={value}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {relations.length > 0 && (
        <Part title="Related">
          <ul className="space-y-0.5">
            {relations.map(({ as, object: other }) => (
              <li key={`${as} ${other.id}`}>
                <span className="px-1.5 text-[11px] text-ink-faint">{as}</span>
                <BoxHead object={other} />
              </li>
            ))}
          </ul>
        </Part>
      )}
    </section>
  );
}

function DescribeButton({ object }: { readonly object: ViewObject }) {
  const store = useWorkspace();
  const command = describeCommand(object);
  if (!command) return null;
  return (
    <Button
      className="w-full min-w-0 justify-start"
      title={command}
      aria-label={`Put into the terminal: ${command}`}
      onClick={() => store.run({ text: command, interrupt: false, put: true })}
    >
      <TerminalSquare size={14} className="shrink-0" aria-hidden />
      <span className="truncate font-mono text-xs">{command}</span>
    </Button>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h4 className="mb-1 font-semibold text-ink-soft text-xs">{title}</h4>
      {children}
    </section>
  );
}
