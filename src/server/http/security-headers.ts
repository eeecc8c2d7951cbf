/** What every answer carries. The policy's nonce is new per request; Next reads it from the request and signs its scripts. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export const newNonce = (): string => randomBytes(16).toString('base64');

/**
 * Scripts run only with this answer's nonce, and none from text (no unsafe-eval, but for React's development build).
 * Styles may be inline: xterm and the highlighter write them.
 */
export function contentSecurityPolicy(nonce: string, { dev }: { readonly dev: boolean }): string {
  const directives = {
    'default-src': "'self'",
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self' data:",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

export function applySecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  { dev, secure }: { readonly dev: boolean; readonly secure: boolean },
): void {
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, { dev });
  // A client's own would become the nonce of our page.
  request.headers['content-security-policy'] = policy;
  request.headers['x-nonce'] = nonce;
  delete request.headers['content-security-policy-report-only'];
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
  if (secure) response.setHeader('strict-transport-security', 'max-age=31536000');
}
