import type { Metadata } from 'next';
import Link from 'next/link';
import { currentAccount } from '@/app/_data/account';
import { currentTheme } from '@/app/_data/preferences';
import { nextPage } from '@/components/account/next-page';
import { SignUpForm } from '@/components/account/sign-up-form';
import { SiteHeader } from '@/components/shell/site-header';
import { services } from '@/server/services';

export const metadata: Metadata = { title: 'Make an account' };

interface Props {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function SignUpPage({ searchParams }: Props) {
  const [theme, account, { next }] = await Promise.all([currentTheme(), currentAccount(), searchParams]);
  const then = nextPage(next);
  const open = services().settings.SEALEGS_SIGN_UP === 'open';
  return (
    <>
      <SiteHeader theme={theme} account={account} crumbs={[{ title: 'Make an account' }]} />
      <main id="main" className="mx-auto max-w-sm px-5 py-16 sm:py-24">
        <h1 className="text-2xl font-semibold tracking-tight">Make an account</h1>
        {open ? (
          <>
            <p className="mt-2 mb-8 leading-relaxed text-ink-soft">
              {account?.role === 'guest'
                ? 'Everything you did here as a guest stays yours: results, progress, and the labs that are open.'
                : 'With an account you find your results again in any browser.'}
            </p>
            <SignUpForm next={then} />
          </>
        ) : (
          <p className="mt-2 leading-relaxed text-ink-soft">
            Accounts on this site are made by its administrator. You can learn as a guest meanwhile.
          </p>
        )}
        <p className="mt-6 text-ink-soft text-sm">
          Have one?{' '}
          <Link
            href={`/sign-in?next=${encodeURIComponent(then)}`}
            className="font-medium text-accent underline underline-offset-4"
          >
            Sign in
          </Link>
        </p>
      </main>
    </>
  );
}
