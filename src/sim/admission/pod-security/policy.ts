/** A namespace's Pod Security labels: which level, of which version of the standards, for which purpose. */
// upstream: staging/src/k8s.io/pod-security-admission/api/{constants,helpers}.go
import { type FieldError, field, invalid } from '@/apimachinery';

export type Level = 'privileged' | 'baseline' | 'restricted';

export interface LevelVersion {
  readonly level: Level;
  /** Minor version of the standards; Infinity is "latest". */
  readonly minor: number;
}

export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

const MODES = ['enforce', 'audit', 'warn'] as const;
/** From the laxest to the strictest. */
const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];
const PREFIX = 'pod-security.kubernetes.io/';
const LATEST = Number.POSITIVE_INFINITY;
const VERSION = /^v1\.(0|[1-9]\d*)$/;

/** The labels' policy; what they leave open is privileged, latest. What is no level or version is told as well. */
export function policyOf(labels: Readonly<Record<string, string>> = {}): {
  readonly policy: Policy;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  const refuse = (label: string, value: string, why: string) =>
    errors.push(invalid(field('metadata', 'labels').key(label), value, why));
  const read = (mode: (typeof MODES)[number]): LevelVersion => {
    const [levelLabel, versionLabel] = [`${PREFIX}${mode}`, `${PREFIX}${mode}-version`];
    const { [levelLabel]: asked = 'privileged', [versionLabel]: version = 'latest' } = labels;
    const level = LEVELS.find((known) => known === asked);
    if (!level) refuse(levelLabel, asked, `must be one of ${LEVELS.join(', ')}`);
    const minor = version === 'latest' ? LATEST : Number(VERSION.exec(version)?.[1]);
    if (Number.isNaN(minor)) refuse(versionLabel, version, 'must be "latest" or "v1.x"');
    // What cannot be read refuses as much as can be, but never warns for nothing.
    const fallback = mode === 'enforce' ? 'restricted' : 'privileged';
    return { level: level ?? fallback, minor: Number.isNaN(minor) ? LATEST : minor };
  };
  return { policy: { enforce: read('enforce'), audit: read('audit'), warn: read('warn') }, errors };
}

export const isStricter = (a: Level, b: Level): boolean => LEVELS.indexOf(a) > LEVELS.indexOf(b);

/** "restricted:latest", "baseline:v1.30" */
export const printPolicy = ({ level, minor }: LevelVersion): string =>
  `${level}:${minor === LATEST ? 'latest' : `v1.${minor}`}`;
