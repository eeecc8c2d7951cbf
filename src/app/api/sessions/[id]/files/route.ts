import { changeFile, getFile, MAX_CHANGE_BYTES } from '@/server/operations';
import { perform, route } from '@/server/route';

export const GET = route<{ id: string }>(({ call, params, query }) =>
  getFile(call, { sessionId: params.id, path: query.get('path') ?? '' }),
);

export const POST = route<{ id: string }>(
  ({ call, params, body }) => perform(changeFile, call, { change: body, sessionId: params.id }),
  { maxBodyBytes: MAX_CHANGE_BYTES },
);
