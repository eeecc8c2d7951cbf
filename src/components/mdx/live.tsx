'use client';

import { Boxes, type LucideIcon, Route } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';

const Picture = lazy(() =>
  import('../workspace/cluster/map-panel').then(({ MapPanel }) => ({ default: MapPanel })),
);
const Path = lazy(() =>
  import('../workspace/cluster/trace-panel').then(({ TracePanel }) => ({ default: TracePanel })),
);

/** The live map of the lesson's own cluster, in the lesson; with a namespace, of that one. */
export function ClusterMap({ namespace }: { readonly namespace?: string }) {
  const title = `Your cluster, as it is now${namespace === undefined ? '' : `: namespace ${namespace}`}`;
  return (
    <Live title={title} Icon={Boxes}>
      <Picture namespace={namespace} />
    </Live>
  );
}

/** The path of the last command through the lesson's own cluster, as it goes on. */
export function Trace() {
  return (
    <Live title="The path of your last change" Icon={Route}>
      <Path />
    </Live>
  );
}

/** Loaded, and connected to the cluster, while it is in sight. */
function Live(props: { readonly title: string; readonly Icon: LucideIcon; readonly children: ReactNode }) {
  const frame = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false), {
      rootMargin: '200px',
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return (
    <figure
      ref={frame}
      className="no-print overflow-hidden rounded-xl border border-line bg-canvas leading-normal"
    >
      <figcaption className="flex h-10 items-center gap-2 border-line border-b bg-code px-4 text-ink-soft text-xs">
        <props.Icon size={14} aria-hidden /> {props.title}
      </figcaption>
      <div className="h-96">{seen && <Suspense fallback={null}>{props.children}</Suspense>}</div>
    </figure>
  );
}
