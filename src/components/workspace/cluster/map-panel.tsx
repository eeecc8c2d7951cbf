'use client';

import { Boxes, Database, List, Network, Server } from 'lucide-react';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { classes } from '../../ui/classes';
import { useRoving } from '../../ui/roving/use-roving';
import { OWN, within } from './map-model';
import { Legend, ListView, NodesView, OwnersView, ServicesView, StorageView } from './map-views';
import { NamespaceMenu } from './namespace-menu';
import { SelectionContext } from './object-button';
import { ObjectDetails } from './object-details';
import { ViewFrame } from './view-frame';
import type { ClusterViewState } from './view-state';

const VIEWS = [
  { id: 'nodes', title: 'Nodes', Icon: Server, View: NodesView },
  { id: 'owners', title: 'Owners', Icon: Boxes, View: OwnersView },
  { id: 'services', title: 'Services', Icon: Network, View: ServicesView },
  { id: 'storage', title: 'Storage', Icon: Database, View: StorageView },
  { id: 'list', title: 'List', Icon: List, View: ListView },
] as const;

/** The live map of the session's cluster. With a namespace, of that one only. */
export function MapPanel({ namespace }: { readonly namespace?: string | undefined }) {
  return (
    <ViewFrame>
      {(state, clusterMenu) => <ClusterMap state={state} namespace={namespace} menu={clusterMenu} />}
    </ViewFrame>
  );
}

function ClusterMap(props: {
  readonly state: ClusterViewState;
  readonly namespace: string | undefined;
  readonly menu: ReactNode;
}) {
  const { state, menu } = props;
  const [view, setView] = useState<(typeof VIEWS)[number]['id']>('nodes');
  const [choice, choose] = useState<string>(props.namespace ?? OWN);
  const [selected, select] = useState<string>();
  const body = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLDivElement>(null);
  const toolbar = useRef<HTMLDivElement>(null);
  const id = useId();
  const walk = useRoving(body, { items: '[data-object], summary', layout: 'plane' });
  const walkViews = useRoving(toolbar, { items: 'button', layout: 'row' });
  const objects = useMemo(() => within(state.objects, choice), [state.objects, choice]);
  const object = selected === undefined ? undefined : state.objects.get(selected);
  const selection = useMemo(() => ({ selected, select }), [selected]);
  const { View } = VIEWS.find((one) => one.id === view) ?? VIEWS[0];
  const close = () => {
    const back = selected;
    // At once: where there was no room for both, the map must be there again before it can have the focus.
    flushSync(() => select(undefined));
    focusOn(body.current, back);
  };
  useEffect(() => {
    // Where there is no room for both, what was stepped on has just gone out of sight.
    if (selected !== undefined && !body.current?.checkVisibility())
      details.current?.querySelector('button')?.focus();
  }, [selected]);
  return (
    <SelectionContext value={selection}>
      <div className="flex h-full min-h-0 flex-col bg-canvas text-ink">
        <div className="@container flex shrink-0 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5">
          <div
            ref={toolbar}
            {...walkViews}
            role="toolbar"
            aria-label="Ways to look at the cluster"
            className="-m-1 flex max-w-full gap-0.5 overflow-x-auto p-1"
          >
            {VIEWS.map(({ id: one, title, Icon }) => (
              <button
                key={one}
                type="button"
                aria-pressed={view === one}
                aria-controls={id}
                onClick={() => setView(one)}
                className={classes(
                  'flex h-8 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-xs',
                  view === one
                    ? 'bg-accent-wash text-accent'
                    : 'text-ink-soft hover:bg-surface hover:text-ink',
                )}
              >
                <Icon size={14} className="@max-[30rem]:hidden" aria-hidden /> {title}
              </button>
            ))}
          </div>
          <div className="flex min-w-0 flex-1 basis-44 items-center justify-end gap-2">
            {menu}
            {props.namespace === undefined && (
              <NamespaceMenu objects={state.objects} choice={choice} onChoose={choose} />
            )}
          </div>
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the details, as their button does */}
        <div
          onKeyDown={({ key }) => key === 'Escape' && object && close()}
          className="@container flex min-h-0 flex-1"
        >
          {/* biome-ignore lint/a11y/useSemanticElements: it groups no form's fields */}
          <div
            ref={body}
            id={id}
            role="group"
            aria-label="The cluster"
            aria-describedby={`${id}-keys`}
            data-map={view}
            data-live={state.phase === 'live'}
            {...walk}
            className={classes('min-w-0 flex-1 overflow-y-auto p-3', object && '@max-[34rem]:hidden')}
          >
            <p id={`${id}-keys`} className="sr-only">
              Arrow keys go from object to object, Enter shows the details of one, Escape closes them.
            </p>
            <View objects={objects} />
            <Omitted omitted={state.omitted} />
            <div className="mt-3">
              <Legend />
            </div>
          </div>
          {object && (
            <div
              ref={details}
              className="@max-[34rem]:w-full w-64 shrink-0 overflow-y-auto border-line border-l bg-raised p-3"
            >
              <ObjectDetails
                key={object.id}
                object={object}
                objects={state.objects}
                aheadMs={state.aheadMs}
                onClose={close}
              />
            </div>
          )}
        </div>
      </div>
    </SelectionContext>
  );
}

function Omitted({ omitted }: { readonly omitted: Readonly<Record<string, number>> }) {
  const some = Object.entries(omitted);
  if (some.length === 0) return null;
  return (
    <p className="mt-3 text-ink-soft text-xs">
      Too many to show: {some.map(([kind, count]) => `${count} more of kind ${kind}`).join(', ')}.
    </p>
  );
}

function focusOn(frame: HTMLElement | null, id: string | undefined): void {
  if (id !== undefined) frame?.querySelector<HTMLElement>(`[data-object="${CSS.escape(id)}"]`)?.focus();
}
