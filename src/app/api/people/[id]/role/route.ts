import { setRole } from '@/server/operations';
import { perform, route } from '@/server/route';

export const PUT = route<{ id: string }>(({ call, params, body }) =>
  perform(setRole, call, { ...body, personId: params.id }),
);
