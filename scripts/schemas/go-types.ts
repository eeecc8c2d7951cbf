/** The facts that distill-go-types.ts wrote, with short package names: "core.v1.Container", "meta.v1.ObjectMeta". */
import { readFileSync } from 'node:fs';

export interface GoType {
  /** JSON name -> "<type> <o|-> <number> ..." */
  readonly fields: Readonly<Record<string, string>>;
  readonly inline?: readonly string[];
}

export interface GoFacts {
  readonly types: Map<string, GoType>;
  readonly aliases: Map<string, string>;
  readonly enums: Map<string, readonly string[]>;
}

/** Go packages whose kinds no API server of our version serves any more. */
const GONE =
  /^(extensions|imagepolicy)\.|^(apps|policy|batch|autoscaling|flowcontrol|node|events|discovery|rbac|scheduling)\.v\d(alpha|beta)\d\./;

export function readGoFacts(): GoFacts {
  const text = readFileSync(new URL('../data/go-types.json', import.meta.url), 'utf8');
  const data = JSON.parse(shorten(text)) as {
    types: Record<string, GoType>;
    aliases: Record<string, string>;
    enums: Record<string, string[]>;
  };
  const current = <T>(record: Record<string, T>) =>
    new Map(Object.entries(record).filter(([name]) => !GONE.test(name)));
  return { types: current(data.types), aliases: current(data.aliases), enums: current(data.enums) };
}

const shorten = (text: string): string =>
  text
    .replaceAll('k8s.io.apimachinery.pkg.apis.meta.', 'meta.')
    .replaceAll('k8s.io.apimachinery.pkg.api.resource.', 'resource.')
    .replaceAll('k8s.io.apimachinery.pkg.util.intstr.', 'intstr.')
    .replaceAll('k8s.io.apimachinery.pkg.', '')
    .replaceAll('k8s.io.apiextensions-apiserver.pkg.apis.', '')
    .replaceAll('k8s.io.kube-aggregator.pkg.apis.', '')
    .replaceAll('k8s.io.metrics.pkg.apis.', '')
    .replaceAll('k8s.io.api.', '');
