/**
 * Cluster IPs and their families.
 * upstream: pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields, validateUpgradeDowngradeClusterIPs
 */
import { duplicate, type FieldError, field, invalid, notSupported, required } from '@/apimachinery';
import { isIPv6, validateIP } from '../../shared/ip';
import type { ServiceSpec } from './defaults';
import { HEADLESS } from './prepare';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const UNCHANGED = 'may not change once set';

const ips = field('spec', 'clusterIPs');
const families = field('spec', 'ipFamilies');
const policy = field('spec', 'ipFamilyPolicy');

export function validateFamilies(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const errors = [...validateSynced(spec), ...validateOwnFamilies(spec)];
  const { clusterIPs = [], ipFamilies = [] } = spec;
  const wrong = clusterIPs.flatMap((ip, i) => {
    if (i > 0 || ip !== HEADLESS) return validateIP(ip, ips.index(i));
    return clusterIPs.length > 1 ? [invalid(ips, clusterIPs, "'None' must be the first and only value")] : [];
  });
  errors.push(...wrong);
  if (clusterIPs.length > 2) errors.push(invalid(ips, clusterIPs, 'may only hold up to 2 values'));
  if (wrong.length > 0) return errors;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(isIPv6)).size !== 2) {
    errors.push(invalid(ips, clusterIPs, 'may specify no more than one IP for each IP family'));
  }
  if (clusterIPs[0] === HEADLESS) return errors;
  clusterIPs.slice(0, ipFamilies.length).forEach((ip, i) => {
    const expected = ipFamilies[i];
    if ((expected === 'IPv6') !== isIPv6(ip)) {
      errors.push(
        invalid(ips.index(i), ip, `expected an ${expected} value as indicated by \`ipFamilies[${i}]\``),
      );
    }
  });
  return errors;
}

function validateSynced({ clusterIP = '', clusterIPs = [] }: ServiceSpec): FieldError[] {
  if (clusterIP === '') {
    return clusterIPs.length > 0
      ? [invalid(ips, clusterIPs, 'must be empty when `clusterIP` is not specified')]
      : [];
  }
  if (clusterIPs.length === 0) return [required(ips)];
  return clusterIPs[0] === clusterIP ? [] : [invalid(ips, clusterIPs, 'first value must match `clusterIP`')];
}

function validateOwnFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): FieldError[] {
  const seen = new Set<string>();
  const errors = ipFamilies.flatMap((family, i) => {
    const own = FAMILIES.includes(family) ? [] : [notSupported(families.index(i), family, FAMILIES)];
    if (seen.has(family)) own.push(duplicate(families.index(i), family));
    seen.add(family);
    return own;
  });
  if (ipFamilyPolicy !== undefined && !POLICIES.includes(ipFamilyPolicy)) {
    errors.push(notSupported(policy, ipFamilyPolicy, POLICIES));
  }
  return errors;
}

/** The first address and family are for life; the second may come and go. */
export function validateFamilyUpdate(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return [];
  const headless = (s: ServiceSpec) => s.clusterIPs?.length === 1 && s.clusterIPs[0] === HEADLESS;
  const errors: FieldError[] = [];
  if (!headless(spec) || !headless(old)) errors.push(...validateFirst(spec, old));
  if (headless(spec) !== headless(old) || headless(spec)) return errors;
  const [now, before] = [spec.ipFamilies ?? [], old.ipFamilies ?? []];
  if (before.length > 0 && now.length === 0) {
    errors.push(invalid(families.index(0), now, 'primary ipFamily can not be unset'));
  } else if (before.length > 0 && now[0] !== before[0]) {
    errors.push(invalid(families.index(0), now, UNCHANGED));
  }
  return errors;
}

function validateFirst(
  { clusterIPs: now = [] }: ServiceSpec,
  { clusterIPs: before = [] }: ServiceSpec,
): FieldError[] {
  if (before.length === 0) return [];
  if (now.length === 0) return [invalid(ips.index(0), now, 'primary clusterIP can not be unset')];
  if (now.length !== before.length)
    return now[0] === before[0] ? [] : [invalid(ips.index(0), now, UNCHANGED)];
  return now.flatMap((ip, i) => (ip === before[i] ? [] : [invalid(ips.index(i), now, UNCHANGED)]));
}
