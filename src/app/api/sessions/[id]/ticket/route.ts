import { issueTicket } from '@/server/operations';
import { perform, route } from '@/server/route';

export const POST = route<{ id: string }>(({ call, params, body }) =>
  perform(issueTicket, call, { ...body, sessionId: params.id }),
);
