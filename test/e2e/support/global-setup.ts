/** One site for all e2e tests; SEALEGS_E2E_URL points at one that runs already. */
import { startSite } from './site';

export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.env.SEALEGS_E2E_URL) return async () => {};
  const site = await startSite();
  process.env.SEALEGS_E2E_URL = site.url;
  process.env.SEALEGS_E2E_DATA = site.data;
  process.env.SEALEGS_E2E_PASSWORD = site.administratorPassword;
  return () => site.stop();
}
