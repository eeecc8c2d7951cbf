/**
 * How fast clients may ask: a bucket of requests for the whole cluster that fills up with time. What goes on for long
 * (watches, logs, proxies) is left out, as upstream's limits leave it out.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/server/filters/maxinflight.go; cmd/kube-apiserver/app/server.go LongRunningFunc
import type { RequestInfo } from './request-info';
import { textResponse } from './responses';

export interface RateLimits {
  /** Requests a second in the long run. */
  readonly requestsPerSecond: number;
  /** Requests at once after a quiet time. */
  readonly requestBurst: number;
}

const LONG_VERBS = ['watch', 'proxy'];
const LONG_SUBRESOURCES = ['attach', 'exec', 'proxy', 'log', 'portforward'];
const SECOND_MS = 1_000;

export class RequestRate {
  readonly #limits: RateLimits;
  #left: number;
  #countedAt: number | undefined;

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#left = limits.requestBurst;
  }

  /** The answer that asks the client to come again, when there were too many requests before this one. */
  refusal({ verb, subresource = '' }: RequestInfo, nowMs: number): Response | undefined {
    if (LONG_VERBS.includes(verb) || LONG_SUBRESOURCES.includes(subresource)) return undefined;
    const { requestsPerSecond, requestBurst } = this.#limits;
    // Cluster time may be taken back.
    const passed = Math.max(0, nowMs - (this.#countedAt ?? nowMs)) / SECOND_MS;
    this.#left = Math.min(requestBurst, this.#left + passed * requestsPerSecond);
    this.#countedAt = nowMs;
    if (this.#left < 1) return tooManyRequests();
    this.#left--;
    return undefined;
  }
}

/** A text, no Status, upstream too; clients make "the server has received too many requests ..." of it. */
function tooManyRequests(): Response {
  const response = textResponse(429, 'Too many requests, please try again later.\n');
  response.headers.set('Retry-After', '1');
  return response;
}
