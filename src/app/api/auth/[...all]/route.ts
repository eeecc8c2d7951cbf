import { checkOrigin } from '@/server/check-origin';
import { errorResponse } from '@/server/errors';
import { services } from '@/server/services';

async function handle(request: Request): Promise<Response> {
  try {
    checkOrigin(request);
  } catch (error) {
    return errorResponse(error);
  }
  return services().auth.handler(request);
}

export { handle as GET, handle as POST };
