/** Whether an upgrade may happen, judged as upstream judges it before the connection changes its protocol. */
// upstream: pkg/registry/core/pod/rest/subresources.go; staging/src/k8s.io/apiserver/pkg/util/proxy
import { badRequest } from '@/apimachinery';
import type { ExecOptions } from '../../../contracts';
import { podOf } from '../node-requests';
import { chooseContainer, requireHost } from '../pods';
import { boolean } from '../query';
import type { ResourceCall } from '../resources';
import { EXEC_PROTOCOLS, serveExec } from './exec';
import { PORT_CHANNEL_PROTOCOL, portsOf, servePortChannels } from './port-channels';
import { PORT_FORWARD_PROTOCOL, servePortForward } from './port-forward';
import type { Upgrade } from './socket';

const SPDY_REFUSED =
  'exec, attach and port-forward are served over WebSockets only: use kubectl 1.31 or later';

export async function prepareUpgrade(call: ResourceCall): Promise<Upgrade> {
  const upgrade = upgradeOf(call);
  if (upgrade !== 'websocket' && !isSpdy(upgrade)) throw badRequest('Upgrade request required');
  switch (call.subresource?.name) {
    case 'exec':
    case 'attach':
      return prepareExec(call, call.subresource.name);
    case 'portforward':
      return preparePortForward(call);
    default:
      throw badRequest('this resource knows no upgrade');
  }
}

async function prepareExec(call: ResourceCall, verb: 'exec' | 'attach'): Promise<Upgrade> {
  const { url, options } = call;
  const query = url.searchParams;
  const pod = await podOf(call);
  const tty = boolean(query, 'tty') ?? false;
  const exec: ExecOptions = {
    container: chooseContainer(pod, query.get('container') ?? ''),
    command: query.getAll('command'),
    stdin: boolean(query, 'stdin') ?? false,
    stdout: boolean(query, 'stdout') ?? false,
    stderr: !tty && (boolean(query, 'stderr') ?? false),
    tty,
  };
  requireHost(pod);
  if (!exec.stdin && !exec.stdout && !exec.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  if (verb === 'exec' && exec.command.length === 0) throw badRequest('you must specify a command');
  const protocol = agree(call, EXEC_PROTOCOLS);
  const { node } = options.api;
  const { command: _, ...attach } = exec;
  return {
    protocol,
    serve: (socket) =>
      serveExec({
        socket,
        options: exec,
        halfClose: protocol === EXEC_PROTOCOLS[0],
        run: async (io) => {
          if (verb === 'exec') return node.exec(pod, exec, io);
          await node.attach(pod, attach, io);
          // An attach that ends is no judgement on the process; the pod's status tells its exit code.
          return { exitCode: 0 };
        },
        failure: verb === 'exec' ? 'error executing command in container' : 'error attaching to container',
      }),
  };
}

async function preparePortForward(call: ResourceCall): Promise<Upgrade> {
  const pod = await podOf(call);
  requireHost(pod);
  const protocol = agree(call, [PORT_FORWARD_PROTOCOL, PORT_CHANNEL_PROTOCOL]);
  const { api, spdyHeaders } = call.options;
  if (protocol === PORT_CHANNEL_PROTOCOL) {
    const ports = portsOf(call.url.searchParams);
    return { protocol, serve: (socket) => servePortChannels({ socket, pod, nodes: api.node, ports }) };
  }
  return {
    protocol,
    serve: (socket) => servePortForward({ socket, pod, nodes: api.node, headers: spdyHeaders() }),
  };
}

const upgradeOf = ({ request }: ResourceCall) => (request.headers.get('upgrade') ?? '').toLowerCase();
const isSpdy = (upgrade: string) => upgrade.startsWith('spdy/');

/**
 * The first of ours that the client offers. SPDY is refused only here, after all else was judged: kubectl asks again
 * over SPDY when a WebSocket was refused, and shows this second answer.
 */
function agree(call: ResourceCall, ours: readonly string[]): string {
  if (isSpdy(upgradeOf(call))) throw badRequest(SPDY_REFUSED);
  const { request } = call;
  const offered = (request.headers.get('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim());
  const agreed = ours.find((name) => offered.includes(name));
  if (agreed) return agreed;
  throw badRequest(
    `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${ours.join(' ')}]`,
  );
}
