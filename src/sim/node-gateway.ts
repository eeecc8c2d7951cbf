/**
 * The API server's way to the kubelets. It stands for whichever kubelets run at the moment: they start after the API
 * server, and anew when the cluster is taken back.
 */
import { failure, type KubeObject } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { NodeApi } from './contracts';

export class NodeGateway implements NodeApi {
  #kubelets: NodeApi | undefined;

  /** From now on these answer; undefined while there are none. */
  serveBy(kubelets: NodeApi | undefined): void {
    this.#kubelets = kubelets;
  }

  readonly logs: NodeApi['logs'] = async (pod, options, signal) => this.#of(pod).logs(pod, options, signal);
  readonly exec: NodeApi['exec'] = async (pod, options, io) => this.#of(pod).exec(pod, options, io);
  readonly attach: NodeApi['attach'] = async (pod, options, io) => this.#of(pod).attach(pod, options, io);
  readonly portForward: NodeApi['portForward'] = async (pod, port) => this.#of(pod).portForward(pod, port);
  readonly proxy: NodeApi['proxy'] = async (pod, port, request) => this.#of(pod).proxy(pod, port, request);

  readonly usage: NodeApi['usage'] = async (pod) => this.#of(pod).usage(pod);

  #of(pod: KubeObject): NodeApi {
    if (this.#kubelets) return this.#kubelets;
    const node = (pod as Pod).spec?.nodeName ?? '';
    throw failure(500, 'InternalError', `error dialing backend: the kubelet of node ${node} is not running`);
  }
}
