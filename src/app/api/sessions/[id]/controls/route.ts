import { controlSession, getControls } from '@/server/operations';
import { perform, route } from '@/server/route';

export const GET = route<{ id: string }>(({ call, params }) => getControls(call, { sessionId: params.id }));

export const POST = route<{ id: string }>(({ call, params, body }) =>
  perform(controlSession, call, { control: body, sessionId: params.id }),
);
