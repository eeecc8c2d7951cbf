/**
 * Approved requests for client certificates are signed by the cluster's authority. Other signers' requests wait for
 * whoever those are.
 * https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers
 */
// upstream: pkg/controller/certificates/signer/signer.go
import { encodeBase64Text, formatTime } from '@/apimachinery';
import { type CertificateSigningRequest, resources, runController } from '@/kube';
import { CLIENT_SIGNER, type SignCertificate } from '../../certificates';
import type { ControllerContext, Running } from '../shared/context';

/** As kube-controller-manager's --cluster-signing-duration. */
const YEAR_SECONDS = 365 * 24 * 3_600;
/** Clocks differ: a certificate is good a little before it is made. */
const BACKDATE_MS = 5 * 60_000;
const OPTIONAL_USAGES = ['digital signature', 'key encipherment'];
const CLIENT_AUTH = 'client auth';
const VALIDATION_FAILURE = 'SignerValidationFailure';

export function startCertificateSigning(context: ControllerContext, sign: SignCertificate): Running {
  const { clock, informers } = context;
  const requests = informers.for(resources.certificatesigningrequests);
  const client = context.client('certificate-controller');

  const controller = runController({
    clock,
    caches: [requests],
    onError: (error, key) => context.onError(error, `certificate request ${key}`),
    async reconcile(name, cause) {
      const request = requests.get(name);
      if (!request || !isDue(request)) return undefined;
      const status = { ...request.status, ...answer(request, sign, clock.now()) };
      await client.because(cause).certificatesigningrequests.updateStatus({ ...request, status });
      return undefined;
    },
  });
  controller.follow(requests);
  return { stop: () => controller.stop() };
}

function isDue({ spec, status }: CertificateSigningRequest): boolean {
  const is = (type: string) => status?.conditions?.some((condition) => condition.type === type) ?? false;
  return spec.signerName === CLIENT_SIGNER && is('Approved') && !is('Failed') && !status?.certificate;
}

/** The certificate, or the condition that says why there is none. */
function answer(request: CertificateSigningRequest, sign: SignCertificate, nowMs: number) {
  const { spec, status } = request;
  try {
    checkUsages(spec.usages ?? []);
    const notAfter = nowMs + Math.min(spec.expirationSeconds ?? YEAR_SECONDS, YEAR_SECONDS) * 1000;
    const certificate = sign(atob(spec.request), { notBefore: nowMs - BACKDATE_MS, notAfter });
    return { certificate: encodeBase64Text(certificate) };
  } catch (error) {
    const failed = {
      type: 'Failed',
      status: 'True',
      reason: VALIDATION_FAILURE,
      message: (error as Error).message,
      lastUpdateTime: formatTime(nowMs),
    };
    return { conditions: [...(status?.conditions ?? []), failed] };
  }
}

/** upstream: validAPIServerClientUsages */
function checkUsages(usages: readonly string[]): void {
  const wrong = usages.find((usage) => usage !== CLIENT_AUTH && !OPTIONAL_USAGES.includes(usage));
  if (wrong !== undefined) throw new Error(`invalid usage for client certificate: ${wrong}`);
  if (!usages.includes(CLIENT_AUTH)) {
    throw new Error(`missing required usage for client certificate: ${CLIENT_AUTH}`);
  }
}
