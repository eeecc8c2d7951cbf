/** What every controller is given: one shared set of caches, and a client under the controller's own name. */
import type { Clock } from '@/apimachinery';
import {
  type Client,
  createClient,
  createEventRecorder,
  createGate,
  type EventRecorder,
  type Informers,
  type ResourceType,
  type Transport,
} from '@/kube';

export interface ControllerContext {
  readonly clock: Clock;
  readonly informers: Informers;
  /** Kinds that a namespace may contain and that owners may own. */
  readonly resources: readonly ResourceType[];
  /** A client that asks as kube-system's service account of that name. */
  client(serviceAccount: string): Client;
  /** Events of a component; they are written as its service account. */
  recorder(component: string): EventRecorder;
  /** Told of what failed and is tried again. */
  readonly onError: (error: unknown, where: string) => void;
}

/** A running controller. */
export interface Running {
  stop(): void;
}

const SERVICE_ACCOUNT_PREFIX = 'system:serviceaccount:kube-system:';

export interface ContextOptions
  extends Pick<ControllerContext, 'clock' | 'informers' | 'resources' | 'onError'> {
  readonly transport: Transport;
  /** "v1.35.0", for the user agent. */
  readonly version: string;
}

/** The context, and the recorders that must stop with it. */
export function createContext(options: ContextOptions): ControllerContext & Running {
  const { transport, version, ...rest } = options;
  const gate = createGate(transport);
  const recorders: EventRecorder[] = [];
  const client = (serviceAccount: string) =>
    createClient(gate.transport, {
      user: {
        name: SERVICE_ACCOUNT_PREFIX + serviceAccount,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      },
      userAgent: `kube-controller-manager/${version} (linux/amd64) kubernetes/${SERVICE_ACCOUNT_PREFIX}${serviceAccount}`,
    });
  return {
    ...rest,
    client,
    recorder(component) {
      const recorder = createEventRecorder({
        client: client(component),
        clock: options.clock,
        component,
        onError: (error) => options.onError(error, `event of ${component}`),
      });
      recorders.push(recorder);
      return recorder;
    },
    stop() {
      for (const recorder of recorders) recorder.stop();
      gate.shut();
    },
  };
}
