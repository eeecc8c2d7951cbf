/** IP addresses as upstream's validation sees them. upstream: k8s.io/utils/net, pkg/apis/core/validation ValidateNonSpecialIP */
import { type FieldError, type FieldPath, invalid } from '@/apimachinery';

export const NOT_AN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

export const isIPv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

/** Eight groups, or fewer around one "::", the last two of which may be an IPv4 address. */
export function isIPv6(text: string): boolean {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1) ?? '';
  const dotted = tail.includes('.');
  if (dotted && !isIPv4(tail)) return false;
  const hex = dotted ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const size = hex.length + (dotted ? 2 : 0);
  return halves.length === 2 ? size < 8 : size === 8;
}

export const isIP = (text: string): boolean => isIPv4(text) || isIPv6(text);

export const validateIP = (text: string, path: FieldPath): FieldError[] =>
  isIP(text) ? [] : [invalid(path, text, NOT_AN_IP)];

/** Addresses that mean something to a machine alone are no endpoints and no external IPs. */
export function validateNonSpecialIP(text: string, path: FieldPath): FieldError[] {
  if (!isIP(text)) return [invalid(path, text, 'must be a valid IP address')];
  const lower = text.toLowerCase();
  const refuse = (why: string) => [invalid(path, text, why)];
  if (text === '0.0.0.0' || lower === '::') return refuse('may not be unspecified (0.0.0.0 or ::)');
  if (text.startsWith('127.') || lower === '::1') {
    return refuse('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
  if (text.startsWith('169.254.') || /^fe[89ab]/.test(lower)) {
    return refuse('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if (text.startsWith('224.0.0.') || lower.startsWith('ff02:')) {
    return refuse('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return [];
}
