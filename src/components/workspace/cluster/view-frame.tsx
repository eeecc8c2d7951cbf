'use client';

import { LoaderCircle } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button';
import { useWorkspace, useWorkspaceState } from '../context';
import { useClusterView } from './use-cluster-view';
import type { ClusterViewState } from './view-state';

/** Whatever shows a cluster: the way to start one, what is waited for, or `children` with what is known of it. */
export function ViewFrame({
  children,
}: {
  readonly children: (state: ClusterViewState, clusterMenu: ReactNode) => ReactNode;
}) {
  const store = useWorkspace();
  const { session } = useWorkspaceState();
  const clusters = session.phase === 'open' ? session.view.clusters : [];
  const [chosen, choose] = useState<string>();
  const cluster = clusters.some(({ name }) => name === chosen) ? chosen : undefined;
  const state = useClusterView(cluster);
  if (!state) {
    return (
      <div className="grid h-full place-items-center p-6 text-center text-ink-soft text-sm">
        <div className="space-y-3">
          <p>Start the lab to see its cluster here, as it is at that moment.</p>
          {store.hasLab && <Button onClick={() => void store.start()}>Start the lab</Button>}
        </div>
      </div>
    );
  }
  if (state.phase !== 'live' && state.objects.size === 0) {
    return (
      <p role="status" className="flex h-full items-center justify-center gap-2 p-6 text-ink-soft text-sm">
        <LoaderCircle size={15} className="animate-spin" aria-hidden />
        {state.message ?? 'Looking at the cluster …'}
      </p>
    );
  }
  const clusterMenu = clusters.length > 1 && (
    <label className="text-xs">
      <span className="sr-only">Cluster</span>
      <select
        value={cluster ?? clusters[0]?.name}
        onChange={(event) => choose(event.target.value)}
        className="h-8 rounded-md border border-line-strong bg-raised px-2"
      >
        {clusters.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
  return children(
    state,
    <>
      {state.phase !== 'live' && <LastSeen />}
      {clusterMenu}
    </>,
  );
}

/** The line broke: what is shown is as it was. */
function LastSeen() {
  return (
    <p
      role="status"
      title="The connection was lost. This is how it was."
      className="flex items-center gap-1.5 whitespace-nowrap rounded-md bg-warn-wash px-2 py-1 text-warn text-xs"
    >
      <LoaderCircle size={13} className="animate-spin" aria-hidden /> Reconnecting …
    </p>
  );
}
