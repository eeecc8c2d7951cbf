import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { currentAccount, currentActor } from '@/app/_data/account';
import { currentTheme } from '@/app/_data/preferences';
import { NameForm, PasswordForm, RemoveForm, SignIns } from '@/components/account/account-forms';
import { browserName } from '@/components/account/browser-name';
import { SiteHeader } from '@/components/shell/site-header';
import { listSignIns } from '@/server/operations';
import { services } from '@/server/services';

export const metadata: Metadata = { title: 'Account' };

const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

export default async function AccountPage() {
  const [theme, account, actor] = await Promise.all([currentTheme(), currentAccount(), currentActor()]);
  const header = <SiteHeader theme={theme} account={account} crumbs={[{ title: 'Account' }]} />;
  if (!account || !actor || account.role === 'guest') {
    return (
      <>
        {header}
        <main id="main" className="mx-auto max-w-xl px-5 py-16 sm:py-24">
          <h1 className="text-2xl font-semibold tracking-tight">You have no account yet.</h1>
          <p className="mt-2 leading-relaxed text-ink-soft">
            You are here as a guest: this browser remembers your work. With an account every browser does, and
            what you did so far comes along.
          </p>
          <p className="mt-6 flex gap-5 font-medium">
            <Link href="/sign-up" className="text-accent underline underline-offset-4">
              Make an account
            </Link>
            <Link href="/sign-in?next=/account" className="text-accent underline underline-offset-4">
              Sign in
            </Link>
          </p>
        </main>
      </>
    );
  }
  const signIns = await listSignIns({ ...services(), actor }, {});
  return (
    <>
      {header}
      <main id="main" className="mx-auto max-w-2xl space-y-12 px-5 py-12 sm:px-8 sm:py-16">
        <h1 className="text-3xl font-semibold tracking-tight">Account</h1>
        <Part title="Name">
          <NameForm name={account.name} />
        </Part>
        <Part title="Password">
          <PasswordForm />
        </Part>
        <Part title="Where you are signed in">
          <SignIns
            signIns={signIns.map(({ id, userAgent, address, lastSeen, current }) => ({
              id,
              browser: browserName(userAgent),
              address: address ?? '',
              lastSeen: `${WHEN.format(lastSeen)} UTC`,
              current,
            }))}
          />
        </Part>
        <Part title="Remove the account">
          <p className="mb-5 text-ink-soft leading-relaxed">
            Results, progress, labs and their files go for good. It cannot be taken back.
          </p>
          <RemoveForm />
        </Part>
      </main>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="grid gap-x-10 gap-y-4 border-line border-t pt-8 sm:grid-cols-[11rem_1fr]">
      <h2 className="font-semibold">{title}</h2>
      <div>{children}</div>
    </section>
  );
}
