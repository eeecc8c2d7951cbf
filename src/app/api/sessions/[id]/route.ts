import { endSession, getSession } from '@/server/operations';
import { route } from '@/server/route';

export const GET = route<{ id: string }>(({ call, params }) => getSession(call, { sessionId: params.id }));
export const DELETE = route<{ id: string }>(({ call, params }) => endSession(call, { sessionId: params.id }));
