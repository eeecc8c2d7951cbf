import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientCertificate, clusterIdentity } from './index';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('a cluster identity', () => {
  const identity = clusterIdentity(undefined, NOW);
  const ca = new X509Certificate(identity.authority.cert);
  const serving = new X509Certificate(identity.serving.cert);

  it('has an authority that signed its own and the serving certificate', () => {
    expect(ca.ca).toBe(true);
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(serving.checkIssued(ca)).toBe(true);
    expect(serving.verify(ca.publicKey)).toBe(true);
    expect(serving.ca).toBe(false);
  });

  it('serves under every name that a client inside or outside uses', () => {
    for (const name of ['localhost', 'kubernetes', 'kubernetes.default.svc.cluster.local']) {
      expect(serving.checkHost(name)).toBe(name);
    }
    for (const ip of ['127.0.0.1', '10.96.0.1']) expect(serving.checkIP(ip)).toBe(ip);
    expect(serving.checkHost('example.com')).toBeUndefined();
  });

  it('gives client certificates whose subject carries the user and the groups', () => {
    const client = clientCertificate(identity, { commonName: 'jane', organizations: ['dev', 'ops'] }, NOW);
    const cert = new X509Certificate(client.cert);
    expect(cert.subject).toBe('O=dev\nO=ops\nCN=jane');
    expect(cert.verify(ca.publicKey)).toBe(true);
    expect(cert.checkPrivateKey(createPrivateKey(client.key))).toBe(true);
    expect(cert.validFrom).toBe('Nov 20 11:55:00 2026 GMT');
    expect(cert.validTo).toBe('Nov 20 12:00:00 2027 GMT');
  });

  it('is the same after the folder is opened again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pki-'));
    try {
      const first = clusterIdentity(folder, NOW);
      const reopened = clusterIdentity(folder, NOW + 1000);
      expect(reopened).toEqual(first);
      const client = clientCertificate(reopened, { commonName: 'jane' }, NOW);
      expect(
        new X509Certificate(client.cert).verify(new X509Certificate(first.authority.cert).publicKey),
      ).toBe(true);
      expect(clusterIdentity(undefined, NOW).authority.cert).not.toBe(first.authority.cert);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
