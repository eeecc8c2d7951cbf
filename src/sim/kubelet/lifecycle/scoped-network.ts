/** The pod's network as one container uses it: what it listens on ends with it, however it ends. */
import type { NetworkAccess } from '../../contracts';

export interface ScopedNetwork {
  readonly access: NetworkAccess;
  release(): void;
}

export function scopedNetwork(pod: NetworkAccess): ScopedNetwork {
  const open = new Set<{ close(): void }>();
  let released = false;
  const access: NetworkAccess = {
    ip: pod.ip,
    lookup: (name) => pod.lookup(name),
    query: (name, type, server) => pod.query(name, type, server),
    dial: (host, port) => pod.dial(host, port),
    fetch: (request) => pod.fetch(request),
    async listen(port, server) {
      const listener = await pod.listen(port, server);
      if (released) listener.close();
      open.add(listener);
      return {
        close: () => {
          open.delete(listener);
          listener.close();
        },
      };
    },
  };
  return {
    access,
    release() {
      released = true;
      for (const listener of open) listener.close();
      open.clear();
    },
  };
}
