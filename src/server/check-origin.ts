/** The defence against requests that another site's page makes with our visitor's cookie. */
import { AppError } from './errors';
import { services } from './services';

export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export function checkOrigin(request: Request): void {
  if (SAFE_METHODS.has(request.method)) return;
  const { headers } = request;
  if (services().originAllowed(headers.get('origin'), headers.get('host'))) return;
  throw new AppError('bad_origin', 'This request did not come from a page of this site.');
}
