/** Certificate requests: what they hold, and who is asked to sign them. */
export { type CertificateRequest, readCertificateRequest } from './pkcs10';
export { CLIENT_SIGNER, type SignCertificate } from './signer';
