/** What the core asks of the platform, which holds the authority's key. */

/** The signer of client certificates for this cluster's API server. */
export const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

/** Signs a PEM certificate request with the cluster's authority. Throws what is wrong with the request. */
export type SignCertificate = (
  request: string,
  validity: { readonly notBefore: number; readonly notAfter: number },
) => string;
