import { startSession } from '@/server/operations';
import { perform, route } from '@/server/route';

export const POST = route(({ call, body }) => perform(startSession, call, body), { guests: true });
