import { checkSession } from '@/server/operations';
import { perform, route } from '@/server/route';

export const POST = route<{ id: string }>(({ call, params, body }) =>
  perform(checkSession, call, { ...body, sessionId: params.id }),
);
