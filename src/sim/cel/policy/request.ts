/** The request as expressions see it: `request`, typed as upstream declares it, so that a slip in a field's name is found. */
// upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/compile.go BuildRequestType
import type { ObjectType } from '../compile';

class GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  constructor(of: { readonly group: string; readonly version: string; readonly kind: string }) {
    this.group = of.group;
    this.version = of.version;
    this.kind = of.kind;
  }
}

class GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  constructor(of: { readonly group: string; readonly version: string; readonly resource: string }) {
    this.group = of.group;
    this.version = of.version;
    this.resource = of.resource;
  }
}

class UserInfo {
  constructor(fields: object) {
    Object.assign(this, fields);
  }
}

/** What is empty is left out, as in the JSON of an AdmissionReview. */
export interface RequestFields {
  readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
  readonly subResource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly operation: string;
  readonly userInfo: {
    readonly username: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
    readonly extra?: Readonly<Record<string, readonly string[]>>;
  };
  readonly dryRun: boolean;
  readonly options: unknown;
}

export class CelRequest {
  constructor({ kind, resource, subResource, userInfo, ...others }: RequestFields) {
    Object.assign(this, {
      ...others,
      kind: new GroupVersionKind(kind),
      resource: new GroupVersionResource(resource),
      requestKind: new GroupVersionKind(kind),
      requestResource: new GroupVersionResource(resource),
      ...(subResource ? { subResource, requestSubResource: subResource } : {}),
      userInfo: new UserInfo(userInfo),
    });
  }
}

export const REQUEST_TYPE = 'kubernetes.AdmissionRequest';

export const REQUEST_TYPES: readonly ObjectType[] = [
  {
    name: 'kubernetes.GroupVersionKind',
    ctor: GroupVersionKind,
    fields: { group: 'string', version: 'string', kind: 'string' },
  },
  {
    name: 'kubernetes.GroupVersionResource',
    ctor: GroupVersionResource,
    fields: { group: 'string', version: 'string', resource: 'string' },
  },
  {
    name: 'kubernetes.UserInfo',
    ctor: UserInfo,
    fields: {
      username: 'string',
      uid: 'string',
      groups: 'list<string>',
      extra: 'map<string, list<string>>',
    },
  },
  {
    name: REQUEST_TYPE,
    ctor: CelRequest,
    fields: {
      kind: 'kubernetes.GroupVersionKind',
      resource: 'kubernetes.GroupVersionResource',
      subResource: 'string',
      requestKind: 'kubernetes.GroupVersionKind',
      requestResource: 'kubernetes.GroupVersionResource',
      requestSubResource: 'string',
      name: 'string',
      namespace: 'string',
      operation: 'string',
      userInfo: 'kubernetes.UserInfo',
      dryRun: 'bool',
      options: 'dyn',
    },
  },
];
