import { removeAccount } from '@/server/operations';
import { perform, route } from '@/server/route';

export const DELETE = route(({ call, body }) => perform(removeAccount, call, body));
