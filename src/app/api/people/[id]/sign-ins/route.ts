import { endSignIns } from '@/server/operations';
import { route } from '@/server/route';

export const DELETE = route<{ id: string }>(({ call, params }) => endSignIns(call, { personId: params.id }));
