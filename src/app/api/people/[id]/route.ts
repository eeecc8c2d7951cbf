import { removeAccount } from '@/server/operations';
import { perform, route } from '@/server/route';

export const DELETE = route<{ id: string }>(({ call, params, body }) =>
  perform(removeAccount, call, { ...body, personId: params.id }),
);
