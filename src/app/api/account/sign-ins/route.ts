import { endSignIns, listSignIns } from '@/server/operations';
import { route } from '@/server/route';

export const GET = route(({ call }) => listSignIns(call, {}));
export const DELETE = route(({ call }) => endSignIns(call, {}));
