import type { ReactNode } from 'react';
import { Admission } from '../diagrams/admission';
import { AutoscalerLoop } from '../diagrams/autoscaler-loop';
import { BindingModes } from '../diagrams/binding-modes';
import { BlueGreen } from '../diagrams/blue-green';
import { ClusterAnatomy } from '../diagrams/cluster-anatomy';
import { ConfigMap } from '../diagrams/config-map';
import { DaemonSetNodes } from '../diagrams/daemon-set';
import { EndpointKinds } from '../diagrams/endpoint-kinds';
import { FileLives } from '../diagrams/file-lives';
import { ImmutableConfig } from '../diagrams/immutable-config';
import { IndexedJob } from '../diagrams/indexed-job';
import { IngressRoutes } from '../diagrams/ingress-routes';
import { InitOrder } from '../diagrams/init-order';
import { LabelSelector } from '../diagrams/label-selector';
import { LookInside } from '../diagrams/look-inside';
import { NewJoiner } from '../diagrams/new-joiner';
import { NodeFailure } from '../diagrams/node-failure';
import { PATH_AND_POD_DIAGRAMS } from '../diagrams/path-and-pods';
import { PodAnatomy } from '../diagrams/pod-anatomy';
import { PolicyGates } from '../diagrams/policy-gates';
import { ReplicaSetCounts } from '../diagrams/replica-set';
import { Roles } from '../diagrams/roles';
import { RollingUpdate } from '../diagrams/rolling-update';
import { Secret } from '../diagrams/secret';
import { SecurityContext } from '../diagrams/security-context';
import { ServiceAccount } from '../diagrams/service-account';
import { ServiceDebug } from '../diagrams/service-debug';
import { ServiceDoors } from '../diagrams/service-doors';
import { ServiceName } from '../diagrams/service-name';
import { StatefulSetMembers } from '../diagrams/stateful-set';
import { TeamNamespace } from '../diagrams/team-namespace';
import { ThreeWayApply } from '../diagrams/three-way-apply';
import { VolumeClaim } from '../diagrams/volume-claim';
import { ContentGap } from './content-gap';

const DIAGRAMS = {
  'autoscaler-loop': AutoscalerLoop,
  'rolling-update': RollingUpdate,
  'indexed-job': IndexedJob,
  'service-name': ServiceName,
  'ingress-routes': IngressRoutes,
  'policy-gates': PolicyGates,
  'service-doors': ServiceDoors,
  'service-debug': ServiceDebug,
  'endpoint-kinds': EndpointKinds,
  'file-lives': FileLives,
  'binding-modes': BindingModes,
  ...PATH_AND_POD_DIAGRAMS,
  'blue-green': BlueGreen,
  'daemon-set': DaemonSetNodes,
  'replica-set': ReplicaSetCounts,
  admission: Admission,
  'cluster-anatomy': ClusterAnatomy,
  'config-map': ConfigMap,
  'init-order': InitOrder,
  'immutable-config': ImmutableConfig,
  'label-selector': LabelSelector,
  'look-inside': LookInside,
  'new-joiner': NewJoiner,
  'node-failure': NodeFailure,
  'pod-anatomy': PodAnatomy,
  roles: Roles,
  secret: Secret,
  'security-context': SecurityContext,
  'service-account': ServiceAccount,
  'stateful-set': StatefulSetMembers,
  'team-namespace': TeamNamespace,
  'three-way-apply': ThreeWayApply,
  'volume-claim': VolumeClaim,
} as const;

export const DIAGRAM_NAMES: readonly string[] = Object.keys(DIAGRAMS);

/** `<Diagram name="…" caption="…">`: one of our own drawings; they follow the theme and carry a text alternative. */
export function Diagram(props: { readonly name: string; readonly caption?: string }) {
  const Drawing = new Map<string, () => ReactNode>(Object.entries(DIAGRAMS)).get(props.name);
  if (!Drawing) {
    return (
      <ContentGap>
        There is no drawing "{props.name}". Known ones: {DIAGRAM_NAMES.join(', ')}.
      </ContentGap>
    );
  }
  return (
    <figure className="rounded-xl border border-line bg-surface p-4 sm:p-6">
      {/* Where there is little room a drawing is moved sideways, rather than too small to read. */}
      <section
        aria-label={`Drawing: ${props.caption ?? props.name}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        className="scroll-cue overflow-x-auto"
      >
        <div className="min-w-[29rem]">
          <Drawing />
        </div>
      </section>
      {props.caption && (
        <figcaption className="mt-3 text-center text-sm text-ink-soft">{props.caption}</figcaption>
      )}
    </figure>
  );
}
