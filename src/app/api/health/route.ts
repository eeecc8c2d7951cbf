import { siteHealth } from '@/server/health';
import { services } from '@/server/services';

export const dynamic = 'force-dynamic';

/** For load balancers and people: 200 while the site can serve, even when a lab host is starting again. */
export async function GET(): Promise<Response> {
  const health = await siteHealth(services());
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
