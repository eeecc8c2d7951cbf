/** Subresources that a pod's node answers, not the store: logs and proxies. exec, attach and port-forward need an upgrade. */
import { badRequest, type KubeObject } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import { MASTERS } from '../../authorization';
import type { ApiServer } from '../server';
import { chooseContainer, logOptions, podSpec } from './pods';
import { proxyResponse } from './proxy';
import type { ResourceCall } from './resources';
import { commonHeaders } from './responses';
import { incomingTime } from './wire-time';

const UPGRADED = ['exec', 'attach', 'portforward'];

/** The server's own reads for a request that is already authorized. */
const SERVER = { name: 'system:apiserver', groups: [MASTERS] };

/** undefined: the request is for the store. */
export async function nodeResponse(call: ResourceCall): Promise<Response | undefined> {
  const name = call.subresource?.name ?? '';
  if (UPGRADED.includes(name)) throw badRequest('Upgrade request required');
  if (name === 'log') return logResponse(call);
  if (name !== 'proxy') return undefined;
  const { info, request, options } = call;
  return proxyResponse({ info, request, get: objectGetter(options.api), nodes: options.api.node });
}

async function logResponse(call: ResourceCall): Promise<Response> {
  const { url, signal, options } = call;
  const { sinceTime, ...asked } = logOptions(url.searchParams);
  const since = sinceTime === undefined ? {} : { sinceTime: incomingTime(options.time, sinceTime) };
  const pod = await podOf(call);
  const container = chooseContainer(pod, url.searchParams.get('container') ?? '');
  const headers = { ...commonHeaders(), 'Content-Type': 'text/plain' };
  if (!podSpec(pod).nodeName) return new Response('', { headers });
  const lines = await options.api.node.logs(pod, { ...asked, ...since, container }, signal);
  return new Response(lines, { headers });
}

/** The pod that the request's path names. */
export const podOf = async ({ info, options }: ResourceCall): Promise<Pod> =>
  (await objectGetter(options.api)('pods', info.namespace ?? '', info.name ?? '')) as Pod;

const objectGetter =
  (api: ApiServer) =>
  async (resource: string, namespace: string, name: string): Promise<KubeObject> => {
    const request = {
      verb: 'get',
      group: '',
      version: 'v1',
      resource,
      namespace,
      name,
      user: SERVER,
    } as const;
    return (await api.call(request)).object;
  };
