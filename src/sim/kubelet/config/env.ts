/** A container's environment: envFrom, env with its sources, and the service variables. */
// upstream: pkg/kubelet/kubelet_pods.go makeEnvironmentVariables
import { isEnvVarName, own } from '@/apimachinery';
import type { ContainerSpec } from '@/kube';
import { type DownwardView, fieldValue, resourceValue } from './downward';
import { expandReferences } from './expansion';
import { asText, SourceError, type SourceKind, type Sources } from './sources';

export interface EnvironmentContext {
  readonly view: DownwardView;
  readonly sources: Sources;
  /** See serviceEnvironment. */
  readonly services: Readonly<Record<string, string>>;
  /** Told of names that cannot be variables. */
  readonly skipped: (message: string) => void;
}

type EnvVar = NonNullable<ContainerSpec['env']>[number];
type EnvFrom = NonNullable<ContainerSpec['envFrom']>[number];

/** Throws SourceError or DownwardError with the text of CreateContainerConfigError. */
export async function makeEnvironment(
  container: ContainerSpec,
  context: EnvironmentContext,
): Promise<Record<string, string>> {
  // Without a prototype: names are the user's, __proto__ among them.
  const env: Record<string, string> = Object.create(null);
  for (const from of container.envFrom ?? []) Object.assign(env, await importAll(from, context));
  for (const variable of container.env ?? []) {
    const value = variable.value
      ? expandReferences(variable.value, { ...context.services, ...env })
      : await sourced(variable, container, context);
    if (value !== undefined) env[variable.name] = value;
  }
  // Services come last, but for what is replaced.
  return { ...env, ...context.services, ...env };
}

async function importAll(
  from: EnvFrom,
  { view, sources, skipped }: EnvironmentContext,
): Promise<Record<string, string>> {
  const { namespace = '' } = view.pod.metadata;
  const kind: SourceKind = from.configMapRef ? 'configmap' : 'secret';
  const reference = from.configMapRef ?? from.secretRef;
  if (!reference) return {};
  const { name = '', optional } = reference;
  const data = optional
    ? await sources.read(kind, namespace, name)
    : await sources.require(kind, namespace, name);
  const variables: Record<string, string> = Object.create(null);
  const invalid: string[] = [];
  for (const [key, value] of Object.entries(data ?? {})) {
    const variable = `${from.prefix ?? ''}${key}`;
    if (isEnvVarName(variable).length > 0) invalid.push(variable);
    else variables[variable] = asText(value);
  }
  if (invalid.length > 0) {
    const what = kind === 'configmap' ? 'configMap' : 'secret';
    skipped(
      `Keys [${invalid.toSorted().join(', ')}] from the EnvFrom ${what} ${namespace}/${name} were skipped since they are considered invalid environment variable names.`,
    );
  }
  return variables;
}

/** Undefined: an optional source is missing, the variable is left out. */
async function sourced(
  { value = '', valueFrom }: EnvVar,
  container: ContainerSpec,
  { view, sources }: EnvironmentContext,
): Promise<string | undefined> {
  if (!valueFrom) return value;
  if (valueFrom.fieldRef) return fieldValue(valueFrom.fieldRef.fieldPath, view);
  if (valueFrom.resourceFieldRef) return resourceValue(valueFrom.resourceFieldRef, container, view);
  const reference = valueFrom.configMapKeyRef ?? valueFrom.secretKeyRef;
  if (!reference) return value;
  const kind: SourceKind = valueFrom.configMapKeyRef ? 'configmap' : 'secret';
  const { namespace = '' } = view.pod.metadata;
  const { name = '', key, optional } = reference;
  const data = optional
    ? await sources.read(kind, namespace, name)
    : await sources.require(kind, namespace, name);
  const found = own(data, key);
  if (found !== undefined) return asText(found);
  if (optional) return undefined;
  const what = kind === 'configmap' ? 'ConfigMap' : 'Secret';
  throw new SourceError(`couldn't find key ${key} in ${what} ${namespace}/${name}`);
}
