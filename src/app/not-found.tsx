import Link from 'next/link';
import { SiteHeader } from '@/components/shell/site-header';
import { currentAccount } from './_data/account';
import { currentTheme } from './_data/preferences';

export { NOT_FOUND as metadata } from './_data/not-found';

export default async function NotFound() {
  return (
    <>
      <SiteHeader theme={await currentTheme()} account={await currentAccount()} />
      <main id="main" className="mx-auto max-w-3xl px-5 py-24 sm:px-8">
        <h1 className="text-3xl font-semibold tracking-tight">Nothing is anchored here.</h1>
        <p className="mt-3 text-ink-soft">The page may have moved. All courses are still where they were.</p>
        <Link href="/" className="mt-6 inline-block font-medium text-accent underline underline-offset-4">
          All courses
        </Link>
      </main>
    </>
  );
}
