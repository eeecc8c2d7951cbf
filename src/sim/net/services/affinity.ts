/** Which endpoint a client gets next: in turn, or with `sessionAffinity: ClientIP` the one that it had before. */
import type { Clock } from '@/apimachinery';
import { keyOf } from '@/kube';
import type { Endpoint } from './endpoints';
import type { Frontend } from './frontend';

/** upstream: pkg/apis/core/v1/defaults.go, v1.DefaultClientIPServiceAffinitySeconds */
const DEFAULT_TIMEOUT_SECONDS = 10_800;
/** Clients remembered at the most; the one that was seen first goes. */
const MAX_SESSIONS = 10_000;

interface Session {
  readonly endpoint: string;
  readonly usedAt: number;
}

export class EndpointChooser {
  readonly #turns = new Map<string, number>();
  readonly #sessions = new Map<string, Session>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  pick(endpoints: readonly Endpoint[], frontend: Frontend, clientIp: string): Endpoint | undefined {
    const { service, port } = frontend;
    const key = `${keyOf(service)}:${port.name ?? ''}:${port.port}`;
    if (service.spec?.sessionAffinity !== 'ClientIP') return this.#next(endpoints, key);
    const session = `${key}:${clientIp}`;
    const timeoutSeconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
    const chosen =
      this.#known(endpoints, session, timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) ??
      this.#next(endpoints, key);
    if (chosen) this.#remember(session, nameOf(chosen));
    return chosen;
  }

  #next(endpoints: readonly Endpoint[], key: string): Endpoint | undefined {
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    return endpoints[turn % endpoints.length];
  }

  #known(endpoints: readonly Endpoint[], session: string, timeoutSeconds: number): Endpoint | undefined {
    const known = this.#sessions.get(session);
    if (!known || this.clock.now() - known.usedAt > timeoutSeconds * 1000) return undefined;
    return endpoints.find((endpoint) => nameOf(endpoint) === known.endpoint);
  }

  #remember(session: string, endpoint: string): void {
    this.#sessions.delete(session);
    this.#sessions.set(session, { endpoint, usedAt: this.clock.now() });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
  }
}

const nameOf = ({ ip, port }: Endpoint): string => `${ip}:${port}`;
