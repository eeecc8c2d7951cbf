import { checkOrigin } from '@/server/check-origin';
import { errorResponse } from '@/server/errors';
import { limitedText } from '@/server/limited-text';
import { services } from '@/server/services';

async function handle(request: Request): Promise<Response> {
  try {
    checkOrigin(request);
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
