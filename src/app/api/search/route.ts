import { searchSite } from '@/app/_data/search';

const LONGEST_QUERY = 200;

/** Full-text search, for everybody: courses are open to read. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams.get('q') ?? '';
  return Response.json({ hits: await searchSite(query.slice(0, LONGEST_QUERY)) });
}
