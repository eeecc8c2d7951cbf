/** The facts that distill-go-types.ts wrote, with short package names: "core.v1.Container", "meta.v1.ObjectMeta". */
import { readFileSync } from 'node:fs';

export interface GoType {
  /** JSON name -> "<type> <o|-> <number> ..." */
  readonly fields: Readonly<Record<string, string>>;
  readonly inline?: readonly string[];
  /** Changed as a whole by server-side apply. */
  readonly atomic?: true;
}

export interface GoFacts {
  readonly types: Map<string, GoType>;
  readonly aliases: Map<string, string>;
  readonly enums: Map<string, readonly string[]>;
  /** What fields of object type are for, by type and field. */
  readonly docs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function readGoFacts(): GoFacts {
  const read = (name: string) => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');
  const text = read('go-types.json');
  const data = JSON.parse(shorten(text)) as {
    types: Record<string, GoType>;
    aliases: Record<string, string>;
    enums: Record<string, string[]>;
  };
  return {
    types: new Map(Object.entries(data.types)),
    aliases: new Map(Object.entries(data.aliases)),
    enums: new Map(Object.entries(data.enums)),
    docs: JSON.parse(shorten(read('field-docs.json'))) as GoFacts['docs'],
  };
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
