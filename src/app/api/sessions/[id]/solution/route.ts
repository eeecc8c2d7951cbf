import { getSolution } from '@/server/operations';
import { perform, route } from '@/server/route';

/** POST, because asking is on record. */
export const POST = route<{ id: string }>(({ call, params, body }) =>
  perform(getSolution, call, { ...body, sessionId: params.id }),
);
