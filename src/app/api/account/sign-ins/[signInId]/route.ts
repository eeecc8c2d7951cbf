import { endSignIns } from '@/server/operations';
import { route } from '@/server/route';

export const DELETE = route<{ signInId: string }>(({ call, params }) =>
  endSignIns(call, { signInId: params.signInId }),
);
