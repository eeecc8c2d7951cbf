import { describe, expect, it } from 'vitest';
import { readCertificateRequest } from './index';
import { JANES_REQUEST } from './testing';

describe('a certificate request', () => {
  it('tells who asks', () => {
    expect(readCertificateRequest(atob(JANES_REQUEST))).toMatchObject({
      commonName: 'jane',
      organizations: ['dev', 'ops'],
      algorithm: '1.2.840.10045.4.3.2',
    });
  });
  it.each([
    ['nothing', '', 'PEM block type must be CERTIFICATE REQUEST'],
    [
      'another block',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      'PEM block type must be CERTIFICATE REQUEST',
    ],
    [
      'no ASN.1',
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
      'x509: malformed certificate request',
    ],
    [
      'less than it says',
      `-----BEGIN CERTIFICATE REQUEST-----\n${btoa('\x30\x7f')}\n-----END CERTIFICATE REQUEST-----`,
      'x509: malformed certificate request',
    ],
  ])('is refused when it is %s', (_, text, message) =>
    expect(() => readCertificateRequest(text)).toThrow(message),
  );
});
