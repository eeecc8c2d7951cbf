import { changePassword } from '@/server/operations';
import { perform, route } from '@/server/route';

export const PUT = route(({ call, body }) => perform(changePassword, call, body));
