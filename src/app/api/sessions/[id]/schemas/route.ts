import { getSchemaIndex } from '@/server/operations';
import { route } from '@/server/route';

export const GET = route<{ id: string }>(({ call, params }) =>
  getSchemaIndex(call, { sessionId: params.id }),
);
