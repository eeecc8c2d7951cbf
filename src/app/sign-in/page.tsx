import type { Metadata } from 'next';
import { currentAccount } from '@/app/_data/account';
import { currentTheme } from '@/app/_data/preferences';
import { SignInForm } from '@/components/account/sign-in-form';
import { SiteHeader } from '@/components/shell/site-header';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage() {
  const [theme, account] = await Promise.all([currentTheme(), currentAccount()]);
  return (
    <>
      <SiteHeader theme={theme} account={account} crumbs={[{ title: 'Sign in' }]} />
      <main className="mx-auto max-w-sm px-5 py-16 sm:py-24">
        <h1 className="text-2xl font-semibold tracking-tight">Sign in</h1>
        <p className="mt-2 leading-relaxed text-ink-soft">
          Courses and labs need no account. What you did here as a guest comes along when you sign in.
        </p>
        <SignInForm />
      </main>
    </>
  );
}
