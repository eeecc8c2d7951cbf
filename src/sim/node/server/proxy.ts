/** An HTTP proxy on this machine that leads into a cluster's network. */
import net from 'node:net';
import { Duplex } from 'node:stream';
import type { SimCluster } from '../../cluster-options';
import type { ByteStream } from '../../contracts';

export interface WebProxy {
  readonly port: number;
  /** Ends its connections as well. */
  close(): void;
}

/** Listens on a port of the loopback; 0: any free one. */
export async function serveWebProxy(cluster: Pick<SimCluster, 'proxy'>, port: number): Promise<WebProxy> {
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    void cluster.proxy(Duplex.toWeb(socket) as ByteStream);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
