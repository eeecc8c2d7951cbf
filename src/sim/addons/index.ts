/** The add-ons that there are; see add-on.ts. */
import type { AddOn } from './add-on';
import { coredns } from './coredns';
import { ingressNginx } from './ingress-nginx';
import { kubeProxy } from './kube-proxy';
import { metricsServer } from './metrics-server';
import { nvidiaDevicePlugin } from './nvidia-device-plugin';
import { csiHostPath, csiNfs, localPathProvisioner } from './storage';

export type { AddOn, AddOnContext } from './add-on';
export { installAddOns } from './install';

const ADD_ONS: readonly AddOn[] = [
  coredns,
  csiHostPath,
  csiNfs,
  ingressNginx,
  kubeProxy,
  localPathProvisioner,
  metricsServer,
  nvidiaDevicePlugin,
];

/** A name that no add-on has; the message says which there are. */
export class UnknownAddOnError extends Error {}

/** The add-ons of these names, each once. */
export function findAddOns(names: readonly string[]): readonly AddOn[] {
  return [...new Set(names)].map((name) => {
    const found = ADD_ONS.find((addOn) => addOn.name === name);
    if (found) return found;
    const known = ADD_ONS.map((addOn) => addOn.name).join(', ');
    throw new UnknownAddOnError(`there is no add-on ${JSON.stringify(name)}; there are: ${known}`);
  });
}
