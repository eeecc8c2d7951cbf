/**
 * nginx-ingress-controller: watches the cluster with its service account's token, serves what Ingresses of its class
 * say on ports 80 and 443, and writes their status and events.
 */
// upstream: ingress-nginx cmd/nginx/main.go, internal/ingress/{controller,status}
import { type Clock, createRng, semanticEqual } from '@/apimachinery';
import {
  createClient,
  createEventRecorder,
  createFetchTransport,
  Informers,
  type Ingress,
  keyFrom,
  keyOf,
  nameOf,
  namespaceOf,
  resources,
  runController,
  type Service,
  selectByLabels,
} from '@/kube';
import type { NativeProgram, ProgramContext, TlsIdentity } from '../../contracts';
import { signalled } from '../../images/shared/http';
import { commonLogDate } from '../../images/shared/time';
import { type Backend, buildServers, isServed, type Server, serverOf } from './configuration';
import { type Answer, type Gateway, handle, textOf, type Upstream } from './handler';

const COMPONENT = 'nginx-ingress-controller';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const SERVICE_NAME = 'kubernetes.io/service-name';
const HEALTH_PORT = 10_254;
/** What it uses when there is little to do. */
const MEMORY_BYTES = 72 << 20;
const FAKE = { commonName: 'Kubernetes Ingress Controller Fake Certificate', organization: 'Acme Co' };

export const controller =
  (version: string): NativeProgram =>
  async (context) => {
    const { net, env, terminated } = context;
    context.stderr(banner(version));
    context.hold(MEMORY_BYTES);
    const clock = clockOf(context);
    const client = createClient(inClusterTransport(context), { userAgent: COMPONENT });
    const log = (error: unknown) =>
      logLine(context, 'W', error instanceof Error ? error.message : String(error));
    const informers = new Informers(client, { clock, onError: log });
    const events = createEventRecorder({ client, clock, component: COMPONENT, onError: log });
    const view = new ClusterView(informers);
    const status = publishStatus({
      client,
      clock,
      informers,
      events,
      publish: publishedService(env),
      onError: log,
    });
    const gateway = gatewayOf(context, view);
    let requests = 0;
    const serve = async (request: Request, peer: { readonly ip: string }): Promise<Response> => {
      const answer = await handle(gateway(++requests), request, peer.ip);
      context.stdout(accessLine(context, { request, peerIp: peer.ip, answer }));
      return answer.response;
    };
    const tls: TlsIdentity = { keyPair: (name) => view.keyPair(name), fallback: FAKE };
    const listeners = [
      await net.listen(80, { http: serve }),
      await net.listen(443, { http: serve, tls }),
      await net.listen(HEALTH_PORT, { http: async () => new Response('ok') }),
    ];
    await signalled(terminated);
    for (const listener of listeners) listener.close();
    status.stop();
    events.stop();
    informers.stop();
    return 0;
  };

/** Asks the API server that the pod's environment names, with the token as it is at that moment. */
const inClusterTransport = ({ net, fs, env }: ProgramContext) =>
  createFetchTransport(async (path, init) => {
    const token = new TextDecoder().decode(await fs.readFile(TOKEN)).trim();
    const server = `https://${env.KUBERNETES_SERVICE_HOST}:${env.KUBERNETES_SERVICE_PORT}`;
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    return net.fetch(new Request(`${server}${path}`, { ...init, headers }));
  });

const clockOf = (context: ProgramContext): Clock => ({
  now: context.now,
  setTimer(delayMs, fn) {
    let live = true;
    void context.sleep(delayMs).then(() => live && fn());
    return {
      cancel() {
        live = false;
      },
    };
  },
});

/** "ingress-nginx/ingress-nginx-controller", as the Deployment's arguments say. */
const publishedService = (env: ProgramContext['env']): string =>
  keyFrom(env.POD_NAMESPACE ?? 'ingress-nginx', 'ingress-nginx-controller');

// ---------------------------------------------------------------------------------------------- the cluster

class ClusterView {
  readonly #ingresses;
  readonly #classes;
  readonly #services;
  readonly #slices;
  readonly #secrets;
  #built: { readonly from: readonly Ingress[]; readonly servers: ReadonlyMap<string, Server> } | undefined;

  constructor(informers: Informers) {
    this.#ingresses = informers.for(resources.ingresses);
    this.#classes = informers.for(resources.ingressclasses);
    this.#services = informers.for(resources.services);
    this.#slices = informers.for(resources.endpointslices);
    this.#secrets = informers.for(resources.secrets);
  }

  /** Built anew when an Ingress has changed. */
  get servers(): ReadonlyMap<string, Server> {
    const classes = this.#classes.list();
    const served = this.#ingresses.list().filter((ingress) => isServed(ingress, classes));
    const { from = [] } = this.#built ?? {};
    const isSame = from.length === served.length && from.every((ingress, i) => ingress === served[i]);
    if (!this.#built || !isSame) this.#built = { from: served, servers: buildServers(served) };
    return this.#built.servers;
  }

  secret(key: string) {
    return this.#secrets.get(key);
  }

  /** Of the secret that the host's Ingress names; nothing when that isn't there. */
  keyPair(host: string) {
    const key = serverOf(this.servers, host)?.tlsSecret;
    const data = key ? this.secret(key)?.data : undefined;
    const [cert, privateKey] = [textOf(data?.['tls.crt']), textOf(data?.['tls.key'])];
    return cert && privateKey ? { cert, key: privateKey } : undefined;
  }

  /** Straight to the pods, as ingress-nginx goes. */
  endpoints({ namespace, service: name, port }: Backend): readonly Upstream[] {
    const service = this.#services.get(keyFrom(namespace, name));
    const wanted = service?.spec?.ports?.find((p) => port === '' || p.port === port || p.name === port);
    if (!service || !wanted) return [];
    return selectByLabels(this.#slices, namespace, { [SERVICE_NAME]: name }).flatMap((slice) => {
      const target = slice.ports?.find((p) => (p.name ?? '') === (wanted.name ?? ''))?.port;
      if (target === undefined) return [];
      return (slice.endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready !== false)
        .flatMap(({ addresses }) => addresses.map((ip) => ({ ip, port: target })));
    });
  }
}

/** The gateway of the n-th request; endpoints take turns. */
function gatewayOf(context: ProgramContext, view: ClusterView): (turn: number) => Gateway {
  const rng = createRng(1);
  return (turn) => ({
    servers: view.servers,
    secret: (key) => view.secret(key),
    endpoints(backend) {
      const all = view.endpoints(backend);
      const first = all.length === 0 ? 0 : turn % all.length;
      return [...all.slice(first), ...all.slice(0, first)];
    },
    fetch: (request) => context.net.fetch(request),
    within: (ms, work) =>
      Promise.race([
        work,
        context.sleep(ms).then(() => {
          throw Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });
        }),
      ]),
    requestId: () => Array.from({ length: 32 }, () => rng.int(16).toString(16)).join(''),
  });
}

// ---------------------------------------------------------------------------------------------- status and events

interface StatusOptions {
  readonly client: ReturnType<typeof createClient>;
  readonly clock: Clock;
  readonly informers: Informers;
  readonly events: ReturnType<typeof createEventRecorder>;
  /** Key of the service whose addresses every Ingress shows. */
  readonly publish: string;
  readonly onError: (error: unknown) => void;
}

function publishStatus({ client, clock, informers, events, publish, onError }: StatusOptions) {
  const ingresses = informers.for(resources.ingresses);
  const classes = informers.for(resources.ingressclasses);
  const services = informers.for(resources.services);

  async function reconcile(key: string): Promise<undefined> {
    const ingress = ingresses.get(key);
    if (!ingress || !isServed(ingress, classes.list())) return;
    const wanted = addressesOf(services.get(publish));
    const shown = ingress.status?.loadBalancer?.ingress ?? [];
    if (semanticEqual(shown, wanted)) return;
    await client.ingresses.updateStatus({ ...ingress, status: { loadBalancer: { ingress: wanted } } });
  }

  const running = runController({
    clock,
    caches: [ingresses, classes, services],
    reconcile,
    onError: (error) => onError(error),
  });
  running.follow(ingresses);
  const scheduled = (ingress: Ingress) => {
    if (!isServed(ingress, classes.list())) return;
    events.event(ingress, 'Normal', { reason: 'Sync', message: 'Scheduled for sync' });
  };
  const all = () => {
    for (const ingress of ingresses.list()) running.enqueue(keyOf(ingress));
  };
  const ifPublished = (service: Service) => {
    if (keyFrom(namespaceOf(service), nameOf(service)) === publish) all();
  };
  const unsubscribe = [
    services.on({ add: ifPublished, update: ifPublished }),
    classes.on({ add: all, update: all }),
  ];
  let stopped = false;
  void Promise.all([ingresses.synced(), classes.synced()]).then(() => {
    if (!stopped) unsubscribe.push(ingresses.on({ add: scheduled, update: scheduled }));
  });
  return {
    stop() {
      stopped = true;
      for (const end of unsubscribe) end();
      running.stop();
    },
  };
}

const addressesOf = (service: Service | undefined): readonly { readonly ip: string }[] =>
  (service?.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [{ ip }] : []));

// ---------------------------------------------------------------------------------------------- logs

const banner = (version: string): string => `${'-'.repeat(79)}
NGINX Ingress controller
  Release:       v${version}
  Build:         sealegs
  Repository:    https://github.com/kubernetes/ingress-nginx
  nginx version: nginx/1.27.1

${'-'.repeat(79)}

`;

function logLine(context: ProgramContext, level: string, message: string): void {
  context.stderr(`${level} ${commonLogDate(context.now())} ${message}\n`);
}

// upstream: ingress-nginx docs/user-guide/nginx-configuration/log-format.md
function accessLine(
  context: ProgramContext,
  {
    request,
    peerIp,
    answer,
  }: { readonly request: Request; readonly peerIp: string; readonly answer: Answer },
): string {
  const { pathname, search } = new URL(request.url);
  const header = (name: string) => request.headers.get(name) ?? '-';
  const { status, headers } = answer.response;
  const bytes = headers.get('content-length') ?? '0';
  const upstream = answer.upstream ? `${answer.upstream} ${bytes} 0.001 ${status}` : '- - - -';
  return (
    `${peerIp} - ${answer.user || '-'} [${commonLogDate(context.now())}] "${request.method} ${pathname}${search} HTTP/1.1" ` +
    `${status} ${bytes} "${header('referer')}" "${header('user-agent')}" 0 0.001 [${answer.upstreamName}] [] ${upstream}\n`
  );
}
