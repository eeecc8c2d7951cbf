/** ip("10.0.0.1") and cidr("10.0.0.0/8"): addresses and networks. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/{ip,cidr}.go
import type { Environment } from '@marcbachmann/cel-js';
import { addFunctions, failed } from './function';
import { type Address, parseAddress, printAddress } from './net-address';

const IP = 'net.IP';
const CIDR = 'net.CIDR';

class CelIp {
  constructor(readonly address: Address) {}
  equals(other: unknown): boolean {
    return other instanceof CelIp && printAddress(other.address) === printAddress(this.address);
  }
}

class CelCidr {
  constructor(
    readonly address: Address,
    readonly prefix: number,
  ) {}
  equals(other: unknown): boolean {
    return other instanceof CelCidr && print(other) === print(this);
  }
}

const print = ({ address, prefix }: CelCidr): string => `${printAddress(address)}/${prefix}`;

export function registerNet(environment: Environment): void {
  environment.registerType(IP, { ctor: CelIp } as never);
  environment.registerType(CIDR, { ctor: CelCidr } as never);
  environment.registerOperator(`${IP} == ${IP}`, (a: CelIp, b: CelIp) => a.equals(b));
  environment.registerOperator(`${CIDR} == ${CIDR}`, (a: CelCidr, b: CelCidr) => a.equals(b));
  addFunctions(environment, {
    [`ip(string): ${IP}`]: readIp,
    'isIP(string): bool': (text: string) => parseAddress(text) !== undefined,
    [`string(${IP}): string`]: ({ address }: CelIp) => printAddress(address),
    [`${IP}.family(): int`]: ({ address }: CelIp) => (address.width === 32 ? 4n : 6n),
    [`${IP}.isUnspecified(): bool`]: ({ address }: CelIp) => address.bits === 0n,
    [`${IP}.isLoopback(): bool`]: ({ address }: CelIp) => isIn(address, '127.0.0.0/8', '::1/128'),
    [`${IP}.isLinkLocalMulticast(): bool`]: ({ address }: CelIp) =>
      isIn(address, '224.0.0.0/24', 'ff02::/16'),
    [`${IP}.isLinkLocalUnicast(): bool`]: ({ address }: CelIp) =>
      isIn(address, '169.254.0.0/16', 'fe80::/10'),
    [`${IP}.isGlobalUnicast(): bool`]: ({ address }: CelIp) => isGlobalUnicast(address),
    [`cidr(string): ${CIDR}`]: readCidr,
    'isCIDR(string): bool': (text: string) => parseCidr(text) !== undefined,
    [`string(${CIDR}): string`]: print,
    [`${CIDR}.ip(): ${IP}`]: ({ address }: CelCidr) => new CelIp(address),
    [`${CIDR}.prefixLength(): int`]: ({ prefix }: CelCidr) => BigInt(prefix),
    [`${CIDR}.masked(): ${CIDR}`]: masked,
    [`${CIDR}.containsIP(${IP}): bool`]: (network: CelCidr, { address }: CelIp) => contains(network, address),
    [`${CIDR}.containsIP(string): bool`]: (network: CelCidr, text: string) =>
      contains(network, readIp(text).address),
    [`${CIDR}.containsCIDR(${CIDR}): bool`]: containsNetwork,
    [`${CIDR}.containsCIDR(string): bool`]: (network: CelCidr, text: string) =>
      containsNetwork(network, readCidr(text)),
  });
}

function readIp(text: string): CelIp {
  const address = parseAddress(text);
  if (!address) throw failed(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return new CelIp(address);
}

function readCidr(text: string): CelCidr {
  const network = parseCidr(text);
  if (!network) throw failed(`network address parse error during conversion from string: ${text}`);
  return network;
}

function parseCidr(text: string): CelCidr | undefined {
  const [ip = '', length = '', ...more] = text.split('/');
  const address = more.length === 0 && /^(0|[1-9]\d{0,2})$/.test(length) ? parseAddress(ip) : undefined;
  return address && Number(length) <= address.width ? new CelCidr(address, Number(length)) : undefined;
}

function masked({ address, prefix }: CelCidr): CelCidr {
  const host = BigInt(address.width - prefix);
  return new CelCidr({ ...address, bits: (address.bits >> host) << host }, prefix);
}

function contains({ address: { bits, width }, prefix }: CelCidr, other: Address): boolean {
  const host = BigInt(width - prefix);
  return width === other.width && bits >> host === other.bits >> host;
}

const containsNetwork = (outer: CelCidr, inner: CelCidr): boolean =>
  inner.prefix >= outer.prefix && contains(outer, inner.address);

const isIn = (address: Address, ...networks: readonly string[]): boolean =>
  networks.some((network) => contains(readCidr(network), address));

/** upstream: net/netip IsGlobalUnicast, which private addresses are, too */
const isGlobalUnicast = (address: Address): boolean =>
  address.bits !== 0n &&
  !isIn(address, '255.255.255.255/32', '127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8') &&
  !isIn(address, '169.254.0.0/16', 'fe80::/10');
