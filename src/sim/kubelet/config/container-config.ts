/** From a container of a pod to what the engine is asked to run. */
// upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go generateContainerConfig
import { own, parseQuantity, quantityValue } from '@/apimachinery';
import { type ContainerSpec, type Node, type Pod, uidOf } from '@/kube';
import type { ContainerConfig, NetworkAccess } from '../../contracts';
import type { ResolvedImage } from '../../images';
import type { PodVolumes } from '../volumes';
import { etcFiles, podNames } from './etc-files';
import { expandReferences } from './expansion';
import { verifyNonRoot } from './non-root';
import { securityOf } from './security';

export interface ContainerConfigInput {
  readonly id: string;
  readonly pod: Pod;
  readonly container: ContainerSpec;
  readonly image: ResolvedImage;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: PodVolumes;
  readonly net: NetworkAccess;
  readonly node: Node | undefined;
  readonly memoryChanged: (bytes: number) => void;
  /** The id of a container of the pod that runs or ran. */
  idOf(container: string): string | undefined;
}

export interface BuiltConfig {
  readonly config: ContainerConfig;
  /** What the image's entrypoint script printed before it exec'd the command. */
  readonly prelude: string;
}

export function buildContainerConfig(input: ContainerConfigInput): BuiltConfig {
  const { id, pod, container, image, env, volumes, net } = input;
  const { definition } = image;
  verifyNonRoot(pod, container, definition);
  const { hostname } = podNames(pod);
  const security = securityOf(pod, container);
  const readOnly = container.securityContext?.readOnlyRootFilesystem === true;
  const variables = { ...definition.env, HOSTNAME: hostname, ...env };
  const { argv, stdout } = runEntrypoint(
    commandLine(container, image, env),
    variables,
    definition.entrypointScripts,
    { mayWrite: !readOnly && (security.user.uid ?? (Number(definition.user) || 0)) === 0 },
  );
  const limit = memoryLimitOf(container, input.node);
  const workingDir = container.workingDir ?? definition.workingDir;
  return {
    prelude: stdout,
    config: {
      id,
      hostname,
      image: definition,
      argv,
      env: variables,
      ...(workingDir ? { workingDir } : {}),
      ...security,
      mounts: volumes.mounts(container, env),
      tty: container.tty === true,
      etc: etcFiles(pod, net.ip),
      readOnlyRootFilesystem: readOnly,
      net,
      ...(limit === undefined ? {} : { memoryLimit: limit }),
      memoryChanged: input.memoryChanged,
      ...visibleProcesses(input),
    },
  };
}

/** A container for debugging names one that no longer, or not yet, runs. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

// upstream: pkg/kubelet/kuberuntime/util namespacesForPod, kuberuntime_container.go getTargetID
function visibleProcesses({
  pod,
  container,
  idOf,
}: ContainerConfigInput): Pick<ContainerConfig, 'processes'> {
  if (pod.spec?.shareProcessNamespace) return { processes: { pod: uidOf(pod) } };
  const ephemeral = pod.spec?.ephemeralContainers?.find(({ name }) => name === container.name);
  const target = ephemeral?.targetContainerName;
  if (!target) return {};
  const id = idOf(target);
  if (id === undefined) throw new TargetError(`unable to find target container ${target}`);
  return { processes: { container: id } };
}

/** Bytes that a container may hold: nobody has more than the machine has. */
export function memoryLimitOf({ resources }: ContainerSpec, node: Node | undefined): number | undefined {
  const limit = resources?.limits?.memory ?? node?.status?.capacity?.memory;
  return limit === undefined ? undefined : Number(quantityValue(parseQuantity(limit)));
}

/** `command` replaces entrypoint and cmd, `args` replaces cmd. */
function commandLine(
  { command, args }: ContainerSpec,
  { definition }: ResolvedImage,
  env: Readonly<Record<string, string>>,
) {
  const expand = (words: readonly string[]) => words.map((word) => expandReferences(word, env));
  if (command && command.length > 0) return [...expand(command), ...expand(args ?? [])];
  return [...definition.entrypoint, ...(args && args.length > 0 ? expand(args) : definition.cmd)];
}

function runEntrypoint(
  argv: readonly string[],
  env: ContainerConfig['env'],
  scripts: ContainerConfig['image']['entrypointScripts'],
  rights: { readonly mayWrite: boolean },
): { argv: readonly string[]; stdout: string } {
  const script = own(scripts, argv[0] ?? '');
  return script ? script(argv, env, rights) : { argv, stdout: '' };
}
