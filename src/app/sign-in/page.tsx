import type { Metadata } from 'next';
import Link from 'next/link';
import { currentAccount } from '@/app/_data/account';
import { currentTheme } from '@/app/_data/preferences';
import { nextPage } from '@/components/account/next-page';
import { SignInForm } from '@/components/account/sign-in-form';
import { SiteHeader } from '@/components/shell/site-header';
import { services } from '@/server/services';

export const metadata: Metadata = { title: 'Sign in' };

interface Props {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: Props) {
  const [theme, account, { next }] = await Promise.all([currentTheme(), currentAccount(), searchParams]);
  const then = nextPage(next);
  const open = services().settings.SEALEGS_SIGN_UP === 'open';
  return (
    <>
      <SiteHeader theme={theme} account={account} crumbs={[{ title: 'Sign in' }]} />
      <main id="main" className="mx-auto max-w-sm px-5 py-16 sm:py-24">
        <h1 className="text-2xl font-semibold tracking-tight">Sign in</h1>
        <p className="mt-2 mb-8 leading-relaxed text-ink-soft">
          Courses and labs need no account. What you did here as a guest comes along when you sign in.
        </p>
        <SignInForm next={then} />
        <p className="mt-6 text-ink-soft text-sm">
          {open ? (
            <>
              No account yet?{' '}
              <Link
                href={`/sign-up?next=${encodeURIComponent(then)}`}
                className="font-medium text-accent underline underline-offset-4"
              >
                Make one
              </Link>
            </>
          ) : (
            'Accounts on this site are made by its administrator.'
          )}
        </p>
      </main>
    </>
  );
}
