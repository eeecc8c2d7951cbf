import { resetPassword } from '@/server/operations';
import { route } from '@/server/route';

export const POST = route<{ id: string }>(({ call, params }) => resetPassword(call, { personId: params.id }));
