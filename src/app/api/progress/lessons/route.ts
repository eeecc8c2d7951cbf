import { recordLesson } from '@/server/operations';
import { perform, route } from '@/server/route';

export const POST = route(({ call, body }) => perform(recordLesson, call, body), { guests: true });
