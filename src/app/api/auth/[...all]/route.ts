import { checkOrigin } from '@/server/check-origin';
import { AppError, errorResponse } from '@/server/errors';
import { limitedText } from '@/server/limited-text';
import { services } from '@/server/services';

/** Coming in and going out is better-auth's; whatever else is done with an account is an operation of ours. */
const OFFERED = new Set(['sign-in/email', 'sign-up/email', 'sign-out', 'get-session']);

async function handle(request: Request): Promise<Response> {
  try {
    checkOrigin(request);
    const { pathname } = new URL(request.url);
    if (!OFFERED.has(pathname.replace(/^\/api\/auth\//, '')))
      throw new AppError('not_found', 'There is nothing here.');
    return await services().auth.handler(await limited(request));
  } catch (error) {
    return errorResponse(error);
  }
}

/** better-auth reads whatever comes, to its end. */
async function limited(request: Request): Promise<Request> {
  if (!request.body) return request;
  const { url, method, headers } = request;
  return new Request(url, { method, headers, body: await limitedText(request.body) });
}

export { handle as GET, handle as POST };
