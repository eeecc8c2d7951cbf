import { createAccount } from '@/server/operations';
import { perform, route } from '@/server/route';

export const POST = route(({ call, body }) => perform(createAccount, call, body));
