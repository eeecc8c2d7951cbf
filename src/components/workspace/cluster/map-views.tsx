/** The map's pictures: boxes in boxes. Which box stands where is map-model's doing. */
import { ArrowRight, Database, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ViewObject } from '@/cluster-view/protocol';
import { type Box, byClaim, byKind, byNode, byOwner, byService } from './map-model';
import { BoxHead, PodChip } from './object-button';
import { TONE_LOOKS, ToneIcon } from './tones';

type Objects = ReadonlyMap<string, ViewObject>;
interface ViewProps {
  readonly objects: Objects;
}

const BOX = 'min-w-0 rounded-xl border border-line bg-raised p-2';
const PODS = 'mt-1.5 flex flex-wrap gap-1.5';

export function NodesView({ objects }: ViewProps) {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,13.5rem),1fr))] gap-3">
      {byNode(objects).map(({ node, pods }) => (
        <section
          key={node?.id ?? ''}
          aria-label={node ? `Node ${node.name}` : 'Pods without a node'}
          className={node ? BOX : `${BOX} border-dashed`}
        >
          {node ? (
            <BoxHead object={node} />
          ) : (
            <p className="flex min-h-8 items-center gap-1.5 px-1.5 text-ink-soft text-xs">
              <Server size={14} aria-hidden /> Not on a node yet
            </p>
          )}
          <Pods pods={pods} />
        </section>
      ))}
    </div>
  );
}

function Pods({ pods }: { readonly pods: readonly ViewObject[] }) {
  if (pods.length === 0) return <p className="px-1.5 py-2 text-ink-faint text-xs">No pods to show.</p>;
  return (
    <div className={PODS}>
      {pods.map((pod) => (
        <PodChip key={pod.uid} pod={pod} />
      ))}
    </div>
  );
}

export function OwnersView({ objects }: ViewProps) {
  const boxes = byOwner(objects);
  const alone = boxes.filter(({ object }) => object.kind === 'Pod');
  const owners = boxes.filter(({ object }) => object.kind !== 'Pod');
  if (boxes.length === 0) return <Nothing>Nothing runs here yet: no Deployment, no Job, no pod.</Nothing>;
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] items-start gap-3">
      {owners.map((box) => (
        <OwnerBox key={box.object.uid} box={box} />
      ))}
      {alone.length > 0 && (
        <section aria-label="Pods that nobody looks after" className={`${BOX} border-dashed`}>
          <p className="flex min-h-8 items-center px-1.5 text-ink-soft text-xs">
            On their own: nobody replaces these
          </p>
          <Pods pods={alone.map(({ object }) => object)} />
        </section>
      )}
    </div>
  );
}

/** A ReplicaSet of a former version, kept for a rollback. */
const isRetired = ({ object, inside }: Box): boolean =>
  object.kind === 'ReplicaSet' && object.state.tone === 'idle' && inside.length === 0;

function OwnerBox({ box: { object, inside } }: { readonly box: Box }) {
  const pods = inside.filter((box) => box.object.kind === 'Pod').map((box) => box.object);
  const retired = inside.filter(isRetired);
  const others = inside.filter((box) => box.object.kind !== 'Pod' && !isRetired(box));
  return (
    <section aria-label={`${object.kind} ${object.name}`} className={BOX}>
      <BoxHead object={object} />
      {others.length > 0 && (
        <div className="mt-1.5 space-y-1.5">
          {others.map((box) => (
            <OwnerBox key={box.object.uid} box={box} />
          ))}
        </div>
      )}
      {pods.length > 0 && <Pods pods={pods} />}
      {retired.length > 0 && (
        <details className="mt-1.5 px-1.5 text-ink-faint text-xs">
          <summary className="cursor-pointer py-1">
            {retired.length === 1 ? '1 former version' : `${retired.length} former versions`}, scaled to 0
          </summary>
          {retired.map((box) => (
            <BoxHead key={box.object.uid} object={box.object} />
          ))}
        </details>
      )}
    </section>
  );
}

export function ServicesView({ objects }: ViewProps) {
  const routes = byService(objects);
  if (routes.length === 0)
    return <Nothing>No Services here: pods have no name that others could call.</Nothing>;
  return (
    <div className="space-y-3">
      {routes.map(({ service, ingresses, pods }) => (
        <section
          key={service.uid}
          aria-label={`Service ${service.name}`}
          className={`${BOX} flex flex-wrap items-start gap-2`}
        >
          {ingresses.length > 0 && (
            <Flow>
              {ingresses.map((ingress) => (
                <BoxHead key={ingress.uid} object={ingress} />
              ))}
            </Flow>
          )}
          <Flow>
            <BoxHead object={service} />
          </Flow>
          <div className="flex min-w-0 flex-1 basis-48 flex-wrap gap-1.5">
            {pods.map(({ pod, ready }) => (
              <PodChip key={pod.uid} pod={pod} ready={ready} />
            ))}
            {pods.length === 0 && (
              <p className="py-2 text-ink-soft text-xs">
                {service.state.why ?? 'Leads to no pod of this cluster.'}
              </p>
            )}
          </div>
        </section>
      ))}
    </div>
  );
}

/** A step of a way, with the arrow to the next one. */
function Flow({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex max-w-full items-center gap-1.5">
      <div className="min-w-0">{children}</div>
      <ArrowRight size={15} className="shrink-0 text-ink-faint" aria-label="leads to" />
    </div>
  );
}

export function StorageView({ objects }: ViewProps) {
  const rows = byClaim(objects);
  if (rows.length === 0) return <Nothing>No claims and no volumes: what pods write goes with them.</Nothing>;
  return (
    <div className="space-y-3">
      {rows.map(({ pods, claim, volume }) => (
        <section
          key={claim?.uid ?? volume?.uid}
          aria-label={claim ? `Claim ${claim.name}` : `Volume ${volume?.name}`}
          className={`${BOX} flex flex-wrap items-center gap-2`}
        >
          {claim && (
            <Flow>
              {pods.length > 0 ? (
                <div className="flex flex-wrap gap-1.5">
                  {pods.map((pod) => (
                    <PodChip key={pod.uid} pod={pod} />
                  ))}
                </div>
              ) : (
                <span className="px-1.5 text-ink-faint text-xs">No pod mounts it</span>
              )}
            </Flow>
          )}
          {claim && (
            <Flow>
              <BoxHead object={claim} />
            </Flow>
          )}
          {volume ? (
            <div className="max-w-full">
              <BoxHead object={volume} note={claim ? undefined : `${volume.state.text}, claimed by nobody`} />
            </div>
          ) : (
            <span className="flex items-center gap-1.5 text-ink-soft text-xs">
              <Database size={14} aria-hidden /> no volume yet
            </span>
          )}
        </section>
      ))}
    </div>
  );
}

/** Everything in words, one line each: the map for whoever would rather read it. */
export function ListView({ objects }: ViewProps) {
  const kinds = byKind(objects);
  return (
    <div className="space-y-4 text-sm">
      {kinds.map(([kind, some]) => (
        <section key={kind} aria-label={kind}>
          <h3 className="mb-1 font-semibold text-ink-soft text-xs">
            {kind} <span className="font-normal text-ink-faint">({some.length})</span>
          </h3>
          <ul className="space-y-0.5">
            {some.map((object) => (
              <li key={object.id}>
                <BoxHead object={object} />
                {object.state.why && <p className="pb-1 pl-7 text-ink-soft text-xs">{object.state.why}</p>}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="py-8 text-center text-ink-soft text-sm">{children}</p>;
}

/** What the shapes mean. */
export function Legend() {
  return (
    <ul aria-label="What the shapes mean" className="flex flex-wrap gap-x-3 gap-y-1 text-ink-faint text-xs">
      {(['good', 'busy', 'bad', 'idle', 'done'] as const).map((tone) => (
        <li key={tone} className="flex items-center gap-1">
          <ToneIcon tone={tone} size={13} /> {TONE_LOOKS[tone].means}
        </li>
      ))}
    </ul>
  );
}
