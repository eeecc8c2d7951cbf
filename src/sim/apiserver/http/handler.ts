/**
 * The API server's HTTP face: a Request becomes a call, its answer a Response. The order is upstream's: who asks, may
 * he, does the path exist, in which form is the answer wanted, and only then is the body read.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/server/config.go DefaultBuildHandlerChain
import { StatusError } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';
import { type Attributes, type Authorizer, refusal } from '../../authorization';
import type { ApiServer } from '../server';
import { authenticate, impersonate, type Peer, type TokenVerifier } from './authentication';
import { Discovery } from './discovery';
import { negotiateOutput } from './media';
import { RequestMetrics } from './metrics';
import { nodeResponse } from './node-requests';
import { pathResponse } from './paths';
import { parseRequestInfo, type RequestInfo } from './request-info';
import { type RateLimits, RequestRate } from './request-rate';
import { type ResourceCall, resourceResponse } from './resources';
import { errorResponse, PLAIN_JSON, pageNotFound, type Rendering, wantsPretty } from './responses';
import { findReview } from './review-kinds';
import { reviewResponse } from './reviews';
import { route } from './routes';
import type { HeaderCodec } from './spdy';
import { isObjectForm } from './tables';
import { prepareUpgrade, type Upgrade } from './upgrade';
import type { WireTime } from './wire-time';

export interface HttpOptions {
  readonly api: ApiServer;
  readonly authorizer: Authorizer;
  /** Asked in turn for a bearer token's owner. */
  readonly tokens: readonly TokenVerifier[];
  /** Reads the header blocks of one port-forward connection; needs zlib with a dictionary. */
  readonly spdyHeaders: () => HeaderCodec;
  /** Cluster time. */
  readonly now: () => number;
  /** How that differs from the clients'. */
  readonly time: WireTime;
  readonly limits: RateLimits;
  /** Told of every accepted write before it is carried out. */
  readonly beforeWrite?: (write: RequestInfo, user: UserInfo) => void;
  /** Told of errors that are no API errors: defects of ours. */
  readonly onDefect?: (error: unknown) => void;
}

/** What the transport layer knows of a request besides its text. */
export interface RequestContext {
  readonly peer: Peer;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
}

/** A request as far as it is understood before its resource is looked up. */
export interface Incoming extends RequestContext {
  readonly request: Request;
  readonly url: URL;
  readonly info: RequestInfo;
  readonly user: UserInfo;
  readonly userAgent: string;
}

export class HttpFace {
  readonly options: HttpOptions;
  readonly metrics = new RequestMetrics();
  readonly #discovery: Discovery;
  readonly #rate: RequestRate;

  constructor(options: HttpOptions) {
    this.options = options;
    this.#rate = new RequestRate(options.limits);
    this.#discovery = Discovery.of(options.api.definitions);
  }

  /** Never rejects: what goes wrong is answered as a Status. */
  async handle(request: Request, context: RequestContext): Promise<Response> {
    const info = parseRequestInfo(request.method, new URL(request.url));
    const response =
      this.#rate.refusal(info, this.options.now()) ?? (await this.#answer(request, info, context));
    this.metrics.count(info.verb, response.status);
    return response;
  }

  async #answer(request: Request, info: RequestInfo, context: RequestContext): Promise<Response> {
    let rendering = PLAIN_JSON;
    try {
      const incoming = await this.#admit(request, info, context);
      if (!info.isResource) return await pathResponse(incoming, this);
      if (!this.#discovery.has(info.group, info.version)) return pageNotFound();
      const review = info.verb === 'create' && findReview(info.group, info.resource);
      if (review) return await reviewResponse(incoming, review, this.options);
      const call = this.#route(incoming);
      rendering = call.rendering;
      return (await nodeResponse(call)) ?? (await resourceResponse(call));
    } catch (error) {
      if (!(error instanceof StatusError)) this.options.onDefect?.(error);
      return errorResponse(error, rendering);
    }
  }

  /** exec, attach and port-forward: an Upgrade to run on the connection, or the Response that refuses it. */
  async connect(request: Request, context: RequestContext): Promise<Upgrade | Response> {
    try {
      const info = parseRequestInfo(request.method, new URL(request.url));
      const incoming = await this.#admit(request, info, context);
      if (!info.isResource || !this.#discovery.has(info.group, info.version)) return pageNotFound();
      return await prepareUpgrade(this.#route(incoming));
    } catch (error) {
      if (!(error instanceof StatusError)) this.options.onDefect?.(error);
      return errorResponse(error);
    }
  }

  /** Who asks, and whether he may. */
  async #admit(request: Request, info: RequestInfo, context: RequestContext): Promise<Incoming> {
    const { authorizer } = this.options;
    const url = new URL(request.url);
    const asker = await authenticate(request.headers, context.peer, this.options);
    const user = impersonate(request.headers, asker, authorizer);
    const attributes: Attributes = { ...info, user };
    const { allowed, reason } = authorizer.authorize(attributes);
    if (!allowed) throw refusal(attributes, reason);
    return { ...context, request, url, info, user, userAgent: request.headers.get('user-agent') ?? '' };
  }

  #route(incoming: Incoming): ResourceCall {
    const { info, request, url, userAgent } = incoming;
    const { api } = this.options;
    const found = route(api.resolve(info.group, info.version, info.resource), info, request.method);
    const rendering: Rendering = {
      media: negotiateOutput(request.headers.get('accept'), isObjectForm),
      pretty: wantsPretty(url.searchParams, userAgent),
      gzip: /\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''),
    };
    return { ...incoming, ...found, rendering, options: this.options };
  }
}
