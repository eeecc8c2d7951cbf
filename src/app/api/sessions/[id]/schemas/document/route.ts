import { getSchemaDocument } from '@/server/operations';
import { route } from '@/server/route';

/** Its address carries the document's hash, which changes with it. */
export const GET = route<{ id: string }>(
  ({ call, params, query }) =>
    getSchemaDocument(call, { sessionId: params.id, path: query.get('path') ?? '' }),
  { immutable: true },
);
