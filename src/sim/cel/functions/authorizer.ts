/** authorizer.group("apps").resource("deployments").check("create").allowed(): may who asks do that? */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/authz.go
import type { Environment } from '@marcbachmann/cel-js';
import type { UserInfo } from '@/kube/transport';
import type { Attributes, Authorizer } from '../../authorization';
import { spend } from '../meter';
import { addFunctions, failed } from './function';

const PACKAGE = 'kubernetes.authorization';
const RESOURCE_CHECK = `${PACKAGE}.ResourceCheck`;
export const AUTHORIZER = `${PACKAGE}.Authorizer`;
/** upstream: cel/library/cost.go, as for a request that is sent out */
const COST_OF_CHECK = 350_000;

export interface CheckedResource {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

type Authorize = Authorizer['authorize'];

/** `authorizer`: asks in the name of a user. */
export class CelAuthorizer {
  /** Absent for service accounts that were named. */
  readonly requestResource: ResourceCheck | undefined;
  constructor(
    readonly user: UserInfo,
    readonly authorize: Authorize,
    requested?: CheckedResource,
  ) {
    this.requestResource = requested && new ResourceCheck(this, requested);
  }
}

class PathCheck {
  constructor(
    readonly authorizer: CelAuthorizer,
    readonly path: string,
  ) {}
}

class GroupCheck {
  constructor(
    readonly authorizer: CelAuthorizer,
    readonly group: string,
  ) {}
}

class ResourceCheck {
  constructor(
    readonly authorizer: CelAuthorizer,
    readonly of: CheckedResource,
  ) {}
  with(more: Partial<CheckedResource>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.of, ...more });
  }
}

class Decision {
  constructor(
    readonly allowed: boolean,
    readonly reason: string,
  ) {}
}

export function registerAuthorizer(environment: Environment): void {
  const types = { PathCheck, GroupCheck, ResourceCheck, Decision };
  for (const [name, ctor] of Object.entries(types)) {
    environment.registerType(`${PACKAGE}.${name}`, { ctor, fields: {} } as never);
  }
  const fields = { requestResource: RESOURCE_CHECK };
  environment.registerType(AUTHORIZER, { ctor: CelAuthorizer, fields } as never);
  addFunctions(environment, {
    [`${AUTHORIZER}.path(string): ${PACKAGE}.PathCheck`]: (of: CelAuthorizer, path: string) => {
      if (path.trim() === '') throw failed('path must not be empty');
      return new PathCheck(of, path);
    },
    [`${AUTHORIZER}.group(string): ${PACKAGE}.GroupCheck`]: (of: CelAuthorizer, group: string) =>
      new GroupCheck(of, group),
    [`${AUTHORIZER}.serviceAccount(string, string): ${AUTHORIZER}`]: ofServiceAccount,
    [`${PACKAGE}.GroupCheck.resource(string): ${RESOURCE_CHECK}`]: (of: GroupCheck, resource: string) =>
      new ResourceCheck(of.authorizer, { group: of.group, resource }),
    [`${RESOURCE_CHECK}.subresource(string): ${RESOURCE_CHECK}`]: (of: ResourceCheck, subresource: string) =>
      of.with({ subresource }),
    [`${RESOURCE_CHECK}.namespace(string): ${RESOURCE_CHECK}`]: (of: ResourceCheck, namespace: string) =>
      of.with({ namespace }),
    [`${RESOURCE_CHECK}.name(string): ${RESOURCE_CHECK}`]: (of: ResourceCheck, name: string) =>
      of.with({ name }),
    [`${PACKAGE}.PathCheck.check(string): ${PACKAGE}.Decision`]: (
      { authorizer, path }: PathCheck,
      verb: string,
    ) => check(authorizer, { verb, isResource: false, group: '', resource: '', path }),
    [`${RESOURCE_CHECK}.check(string): ${PACKAGE}.Decision`]: (
      { authorizer, of }: ResourceCheck,
      verb: string,
    ) => check(authorizer, { ...of, verb, isResource: true, path: '' }),
    [`${PACKAGE}.Decision.allowed(): bool`]: ({ allowed }: Decision) => allowed,
    [`${PACKAGE}.Decision.reason(): string`]: ({ reason }: Decision) => reason,
    [`${PACKAGE}.Decision.errored(): bool`]: () => false,
    [`${PACKAGE}.Decision.error(): string`]: () => '',
  });
}

function ofServiceAccount({ authorize }: CelAuthorizer, namespace: string, name: string): CelAuthorizer {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return new CelAuthorizer({ name: `system:serviceaccount:${namespace}:${name}`, groups }, authorize);
}

function check({ user, authorize }: CelAuthorizer, asked: Omit<Attributes, 'user'>): Decision {
  spend(COST_OF_CHECK);
  const { allowed, reason = '' } = authorize({ ...asked, user });
  return new Decision(allowed, reason);
}
