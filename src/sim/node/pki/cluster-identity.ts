/**
 * Everything by which a cluster is itself: its authority, the serving certificate, the key that signs service-account
 * tokens. Kept in one file of the cluster's folder, so that a cluster opened again is the one that kubeconfigs know.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, createAuthority, issue, type KeyPair, newKey, type Subject } from './certificate';

export interface ClusterIdentity {
  readonly authority: Authority;
  readonly serving: KeyPair;
  /** Private key of service-account tokens (ES256), PEM. */
  readonly serviceAccountKey: string;
}

const FILE = 'identity.json';
const YEAR_MS = 365 * 24 * 3_600_000;
/** Clocks of a client and of this machine may differ a little. */
const SKEW_MS = 5 * 60_000;

/** What a client may call the API server, as kubeadm writes it; 10.96.0.1 is the `kubernetes` service. */
const SERVING_NAMES = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '10.96.0.1',
];

/** The identity in `folder`, made and stored there at the first call. Without a folder it lives in memory only. */
export function clusterIdentity(folder: string | undefined, nowMs: number): ClusterIdentity {
  if (folder === undefined) return createIdentity(nowMs);
  const path = join(folder, FILE);
  const stored = readIfThere(path);
  if (stored !== undefined) return JSON.parse(stored) as ClusterIdentity;
  const identity = createIdentity(nowMs);
  writeFileSync(`${path}.new`, JSON.stringify(identity), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return identity;
}

function createIdentity(nowMs: number): ClusterIdentity {
  const validity = (years: number) => ({ notBefore: nowMs - SKEW_MS, notAfter: nowMs + years * YEAR_MS });
  const authority = createAuthority({ commonName: 'kubernetes' }, validity(10));
  const serving = issue(authority, {
    subject: { commonName: 'kube-apiserver' },
    usage: 'server',
    names: SERVING_NAMES,
    ...validity(10),
  });
  return { authority, serving, serviceAccountKey: newKey() };
}

/** A client certificate: CN is the user's name, O are the groups. */
export const clientCertificate = (identity: ClusterIdentity, subject: Subject, nowMs: number): KeyPair =>
  issue(identity.authority, {
    subject,
    usage: 'client',
    notBefore: nowMs - SKEW_MS,
    notAfter: nowMs + YEAR_MS,
  });

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
