/** DNS, host aliases and the host's network. upstream: pkg/apis/core/validation validatePodDNSConfig, ValidateHostAliases */
import { type FieldError, type FieldPath, invalid, regexError, required } from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { validateIP } from '../../shared/ip';
import { dnsSubdomain } from '../../shared/validate';

type HostAlias = NonNullable<PodSpec['hostAliases']>[number];

const MAX_SERVERS = 3;
const MAX_PATHS = 32;
const MAX_CHARACTERS = 2048;
const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORE_SUBDOMAIN = new RegExp(`^${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*$`);
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

export function validateDns({ dnsConfig, dnsPolicy }: PodSpec, path: FieldPath): FieldError[] {
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (!dnsConfig.nameservers?.length) {
      const why = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return [required(path.child('nameservers'), why)];
    }
  }
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  const errors: FieldError[] = [];
  const serversPath = path.child('nameservers');
  const searchesPath = path.child('searches');
  if (nameservers.length > MAX_SERVERS) {
    errors.push(invalid(serversPath, nameservers, `must not have more than ${MAX_SERVERS} nameservers`));
  }
  errors.push(...nameservers.flatMap((server, i) => validateIP(server, serversPath.index(i))));
  if (searches.length > MAX_PATHS) {
    errors.push(invalid(searchesPath, searches, `must not have more than ${MAX_PATHS} search paths`));
  }
  if (searches.join(' ').length > MAX_CHARACTERS) {
    const why = `must not have more than ${MAX_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(invalid(searchesPath, searches, why));
  }
  searches.forEach((search, i) => {
    const domain = search.replace(/\.$/, '');
    if (search === '.' || UNDERSCORE_SUBDOMAIN.test(domain)) return;
    const why =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
    errors.push(
      invalid(searchesPath.index(i), domain, regexError(why, `${LABEL}(\\.${LABEL})*`, 'example.com')),
    );
  });
  options.forEach(({ name }, i) => {
    if (!name) errors.push(required(path.child('options').index(i), 'must not be empty'));
  });
  return errors;
}

export const validateHostAliases = (aliases: readonly HostAlias[], path: FieldPath): FieldError[] =>
  aliases.flatMap(({ ip, hostnames = [] }, i) => [
    ...validateIP(ip, path.index(i).child('ip')),
    ...hostnames.flatMap((name, j) => dnsSubdomain(name, path.index(i).child('hostnames').index(j))),
  ]);

/** With the host's network, ports are the host's; a template may leave them open until there is a pod. */
export function validateHostNetwork(spec: PodSpec, isPod: boolean, path: FieldPath): FieldError[] {
  if (!spec.hostNetwork) return [];
  return spec.containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort = 0, containerPort }, j) => {
      if ((!isPod && hostPort === 0) || hostPort === containerPort) return [];
      const at = path.child('containers').index(i).child('ports').index(j).child('hostPort');
      return [invalid(at, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}
