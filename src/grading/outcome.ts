/** What a condition says of a cluster. */
export type Outcome = { readonly passed: true } | Failure;

export interface Failure {
  readonly passed: false;
  /** "status.phase is Running" */
  readonly expected: string;
  /** "status.phase is Pending" */
  readonly found: string;
  /** "Pod web in namespace default" */
  readonly where: string;
  /** A command that shows more. */
  readonly next?: string | undefined;
}

export const PASSED: Outcome = { passed: true };

export interface Named {
  readonly kind: string;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

/** "Deployment web in namespace default" */
export const placeOf = ({ kind, name, namespace }: Named): string =>
  `${kind}${name ? ` ${name}` : ''}${namespace ? ` in namespace ${namespace}` : ''}`;
