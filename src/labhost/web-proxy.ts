/** The HTTP proxy of a session: what leads from its shell to node ports, load balancers and Ingresses of its clusters. */
import net from 'node:net';
import { Duplex } from 'node:stream';
import type { ClusterHandle, Connection } from '@/clusters';
import type { Relay } from './relay';

const NO_NETWORK =
  'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nNo cluster of this session has a network that leads here. Use kubectl port-forward.\n';

/** A session's first cluster that has a network serves; node addresses are the same in all of them. */
export async function webProxy(socketPath: string, handles: readonly ClusterHandle[]): Promise<Relay> {
  const [network] = handles.flatMap((handle) => handle.capability('network') ?? []);
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    if (network) void network.proxy(Duplex.toWeb(socket) as Connection);
    else socket.end(NO_NETWORK);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socketPath, resolve);
  });
  return {
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
