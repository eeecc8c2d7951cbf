import { resetSession } from '@/server/operations';
import { perform, route } from '@/server/route';

export const POST = route<{ id: string }>(({ call, params, body }) =>
  perform(resetSession, call, { ...body, sessionId: params.id }),
);
