/** What an Ingress may ask for and does not get in a simulated cluster. */
import type { KubeObject } from '@/apimachinery';
import type { Ingress, IngressClass } from '@/kube/kinds';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const CONTROLLER = 'k8s.io/ingress-nginx';
const SEE = '(docs/simulator-limits.md)';

/** Those that the add-on ingress-nginx heeds. */
const HEEDED = new Set([
  'app-root',
  'auth-realm',
  'auth-secret',
  'auth-secret-type',
  'auth-type',
  'backend-protocol',
  'default-backend',
  'force-ssl-redirect',
  'permanent-redirect',
  'permanent-redirect-code',
  'rewrite-target',
  'ssl-redirect',
  'temporal-redirect',
  'temporal-redirect-code',
  'upstream-vhost',
  'use-regex',
]);

type List = (group: string, resource: string) => readonly KubeObject[];

export function unsimulatedWarnings({ metadata }: Ingress, list: List): string[] {
  const classes = list('networking.k8s.io', 'ingressclasses') as readonly IngressClass[];
  if (!classes.some(({ spec }) => spec?.controller === CONTROLLER)) {
    return [
      `Ingress: not simulated; no ingress controller serves it without the add-on ingress-nginx ${SEE}`,
    ];
  }
  return Object.keys(metadata.annotations ?? {})
    .filter((key) => key.startsWith(PREFIX) && !HEEDED.has(key.slice(PREFIX.length)))
    .map(
      (key) => `metadata.annotations[${key}]: not simulated; the ingress controller here ignores it ${SEE}`,
    );
}
