/** Makes a cluster that listens on TCP reachable through a unix socket, as the sandbox's bridge wants it. */
import net from 'node:net';

export interface Relay {
  close(): void;
}

export async function relay(socketPath: string, url: string): Promise<Relay> {
  const { hostname, port } = new URL(url);
  const server = net.createServer((inside) => {
    const outside = net.connect({ host: hostname, port: Number(port || 443), noDelay: true });
    inside.pipe(outside).pipe(inside);
    const over = () => {
      inside.destroy();
      outside.destroy();
    };
    for (const socket of [inside, outside]) socket.on('error', over).on('close', over);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(socketPath, resolve);
  });
  return { close: () => server.close() };
}
