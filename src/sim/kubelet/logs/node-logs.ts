/**
 * Container logs as files of their node, in the runtime's format: /var/log/pods/… holds them, /var/log/containers/…
 * links there. Nothing is written until a pod mounts one of these folders from its node, and no more once none does.
 */
// upstream: pkg/kubelet/kuberuntime/{helpers,legacy}.go, pkg/kubelet/cri/logs; the format: design-proposals kubelet-cri-logging
import { type Pod, uidOf } from '@/kube';
import type { ContainerRuntime, Volume } from '../../contracts';
import type { ContainerRun } from '../lifecycle/run';
import { hostPathId } from '../volumes/places';
import { LogFile, type LoggedRun } from './log-file';

/** Where the two folders are inside a mounted path of the node. */
const VIEWS: Readonly<Record<string, { readonly pods?: string; readonly containers?: string }>> = {
  '/var/log': { pods: '/pods', containers: '/containers' },
  '/var/log/pods': { pods: '' },
  '/var/log/containers': { containers: '' },
};

export interface NodeLogsOptions {
  readonly node: string;
  readonly runtime: ContainerRuntime;
  /** What runs or ran on the node and is still known. */
  runs(): Iterable<LoggedRun>;
}

interface View {
  readonly volume: Volume;
  readonly users: Set<string>;
  readonly files: Map<ContainerRun, LogFile>;
}

export class NodeLogs {
  readonly #views = new Map<string, View>();

  constructor(private readonly options: NodeLogsOptions) {}

  /** The pod's volumes are set up: the folders among them are filled, and followed from now on. */
  async mounted(pod: Pod): Promise<void> {
    for (const path of mountedBy(pod)) {
      const view = await this.#view(path);
      if (view.users.size === 0) for (const run of this.options.runs()) this.#show(path, view, run);
      view.users.add(uidOf(pod));
    }
  }

  /** A run that is about to print. */
  opened(run: LoggedRun): void {
    for (const [path, view] of this.#views) this.#show(path, view, run);
  }

  /** The pod is gone: its logs are, and nobody writes for it. */
  async forgetPod(pod: Pod): Promise<void> {
    for (const [path, view] of this.#views) {
      for (const [run, file] of view.files) {
        if (file.podUid !== uidOf(pod)) continue;
        view.files.delete(run);
        await file.remove();
      }
      view.users.delete(uidOf(pod));
      if (view.users.size === 0) await this.#close(path, view);
    }
  }

  async #view(path: string): Promise<View> {
    const known = this.#views.get(path);
    if (known) return known;
    const volume = await this.options.runtime.volume(hostPathId(this.options.node, path));
    const view = this.#views.get(path) ?? { volume, users: new Set(), files: new Map() };
    this.#views.set(path, view);
    return view;
  }

  #show(path: string, view: View, logged: LoggedRun): void {
    const place = VIEWS[path];
    if (!place || view.files.has(logged.run)) return;
    // As many dead containers as the kubelet keeps: one.
    const outlived = [...view.files].filter(([, file]) => file.isOutlivedBy(logged));
    for (const [run, file] of outlived) {
      view.files.delete(run);
      void file.remove();
    }
    view.files.set(logged.run, new LogFile(logged, view.volume, place));
  }

  async #close(path: string, view: View): Promise<void> {
    this.#views.delete(path);
    for (const file of view.files.values()) await file.remove();
  }
}

const mountedBy = ({ spec }: Pod): readonly string[] => [
  ...new Set(
    (spec?.volumes ?? []).flatMap(({ hostPath }) => {
      const path = hostPath?.path.replace(/\/+$/, '') ?? '';
      return Object.hasOwn(VIEWS, path) ? [path] : [];
    }),
  ),
];
