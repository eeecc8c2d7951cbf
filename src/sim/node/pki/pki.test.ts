import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JANES_REQUEST } from '../../certificates/testing';
import { clientCertificate, clusterIdentity, signRequest } from './index';

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

describe('signing a request', () => {
  const { authority } = clusterIdentity(undefined, NOW);
  const validity = { notBefore: NOW, notAfter: NOW + 3_600_000 };

  it('certifies its key and its subject for clients', () => {
    const certificate = new X509Certificate(signRequest(authority, atob(JANES_REQUEST), validity));
    expect(certificate.subject).toBe('O=dev\nO=ops\nCN=jane');
    expect(certificate.verify(new X509Certificate(authority.cert).publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.validTo).toBe('Nov 20 13:00:00 2026 GMT');
  });
  it('refuses one that its key did not sign', () => {
    const bytes = Buffer.from(
      atob(JANES_REQUEST)
        .split('\n')
        .filter((line) => !line.startsWith('-'))
        .join(''),
      'base64',
    );
    bytes.write('root', bytes.indexOf('jane'));
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    expect(() => signRequest(authority, forged, validity)).toThrow('x509: verification error');
  });
});
