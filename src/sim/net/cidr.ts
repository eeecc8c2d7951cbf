/** IPv4 addresses and networks. */

export const isIPv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

/** False for what is no IPv4 network. */
export function isInCidr(ip: string, cidr: string): boolean {
  const [address = '', length = ''] = cidr.trim().split('/');
  const prefix = Number(length);
  if (!isIPv4(ip) || !isIPv4(address) || !/^\d{1,2}$/.test(length) || prefix > 32) return false;
  const shift = 32 - prefix;
  return prefix === 0 || bits(ip) >>> shift === bits(address) >>> shift;
}

const bits = (ip: string): number =>
  ip.split('.').reduce((number, part) => ((number << 8) | Number(part)) >>> 0, 0);
