/** The network: what one pod sees of it, and what gives each pod its access. */
import type { ByteStream } from './streams';

/** The network as one pod sees it. Failures carry a `code`: ENOTFOUND, ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH. */
export interface NetworkAccess {
  /** The pod's own address; "127.0.0.1" works as well. */
  readonly ip: string;
  /** A records by the pod's resolv.conf rules (search path, ndots). Empty: NXDOMAIN. */
  lookup(name: string): Promise<readonly string[]>;
  /** One question about a full name to a DNS server, by default those of the pod's resolv.conf. */
  query(name: string, type: DnsType, server?: string): Promise<DnsAnswer>;
  /** A TCP connection; host is a name or an address. */
  dial(host: string, port: number): Promise<ByteStream>;
  /** One HTTP exchange, for programs that would speak HTTP over `dial`. */
  fetch(request: Request): Promise<Response>;
  /** Serves on a port of the pod. Rejects with EADDRINUSE. Closing is idempotent. */
  listen(port: number, server: PortServer): Promise<{ close(): void }>;
}

export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'TXT' | 'NS' | 'MX' | 'SOA';

export type DnsRecord = { readonly name: string } & (
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'CNAME' | 'PTR'; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
);

export interface DnsAnswer {
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'TIMEOUT';
  readonly records: readonly DnsRecord[];
}

/** What answers on a port: HTTP directly, raw bytes, or both (one is derived from the other where it is missing). */
export interface PortServer {
  http?(request: Request, peer: { readonly ip: string }): Promise<Response>;
  tcp?(stream: ByteStream, peer: { readonly ip: string }): void;
  /** Bytes on this port are TLS, `http` is what is inside. (HTTP without bytes comes as it is.) */
  readonly tls?: TlsIdentity;
}

/** PEM texts. */
export interface TlsKeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface TlsIdentity {
  /** The certificate for a server name (SNI). Undefined: a self-signed one in the name of `fallback`. */
  keyPair(serverName: string): TlsKeyPair | undefined;
  readonly fallback: { readonly commonName: string; readonly organization: string };
}

/** What is inside a TLS connection to a server of that identity. */
export type TerminateTls = (stream: ByteStream, identity: TlsIdentity) => Promise<ByteStream>;

/** The whole cluster's network; gives each pod sandbox its access. */
export interface PodNetwork {
  attach(pod: {
    readonly ip: string;
    readonly namespace: string;
    readonly hostname: string;
    readonly podUid: string;
    /** What /etc/hosts says beside the pod's own name. */
    readonly hosts?: Readonly<Record<string, string>>;
    /** What /etc/resolv.conf says; absent: the cluster's DNS with the namespace's search path. */
    readonly nameservers?: readonly string[];
    readonly search?: readonly string[];
    readonly ndots?: number;
    /** The address of the pod's node. */
    readonly nodeIP?: string;
    /** Ports of the node that lead to the pod. */
    readonly hostPorts?: readonly {
      readonly hostIP?: string;
      readonly hostPort: number;
      readonly port: number;
    }[];
  }): NetworkAccess;
  detach(ip: string): void;
}
