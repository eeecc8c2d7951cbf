/**
 * A node's machine, which a student or a lab can switch off and on:
 * `kubectl annotate node node01 sim.sealegs.dev/machine=off`, and `sim.sealegs.dev/machine-` to switch it on again. Off,
 * its containers end without a word and its kubelet falls silent; what follows is the cluster's own doing.
 */
import type { Node } from '@/kube/kinds';

const ANNOTATION = 'sim.sealegs.dev/machine';

export const isMachineOff = ({ metadata }: Node): boolean => metadata.annotations?.[ANNOTATION] === 'off';
