/** Where a volume is to be attached: to the nodes of its pods, but to one at a time when it is nobody else's. */
// upstream: pkg/controller/volume/attachdetach/reconciler/reconciler.go attachDesiredVolumes, reportMultiAttachError
import { nameOf, namespaceOf, type Pod, type VolumeAttachment } from '@/kube';
import { isPodFinished } from '../shared/pods';

export interface Plan {
  readonly detach: readonly VolumeAttachment[];
  /** Names of nodes. */
  readonly attach: readonly string[];
  readonly blocked: readonly { readonly pod: Pod; readonly why: string }[];
}

export interface Observed {
  readonly exclusive: boolean;
  /** All that name the volume's claim. */
  readonly pods: readonly Pod[];
  readonly attachments: readonly VolumeAttachment[];
}

export function decide({ exclusive, pods, attachments }: Observed): Plan {
  const users = pods.filter((pod) => pod.spec?.nodeName && !isPodFinished(pod));
  const wanted = new Set(users.map(nodeOf));
  const detach = attachments.filter(({ spec }) => !wanted.has(spec.nodeName));
  const missing = [...wanted].filter((node) => !attachments.some(({ spec }) => spec.nodeName === node));
  // An attachment that is about to go still keeps others out.
  const holder = attachments[0]?.spec.nodeName;
  if (!exclusive) return { detach, attach: missing, blocked: [] };
  const first = holder ?? missing[0];
  const attach = holder === undefined && first !== undefined ? [first] : [];
  const blocked = users
    .filter((pod) => nodeOf(pod) !== first)
    .map((pod) => ({
      pod,
      why: whyBlocked(
        pod,
        users.filter((other) => nodeOf(other) === first),
      ),
    }));
  return { detach, attach, blocked };
}

const nodeOf = ({ spec }: Pod): string => spec?.nodeName ?? '';

function whyBlocked(pod: Pod, holders: readonly Pod[]): string {
  const names = holders.filter((other) => namespaceOf(other) === namespaceOf(pod)).map(nameOf);
  return names.length > 0
    ? `Volume is already used by pod(s) ${names.join(', ')}`
    : "Volume is already exclusively attached to one node and can't be attached to another";
}
