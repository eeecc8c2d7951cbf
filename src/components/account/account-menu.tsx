'use client';

import { LogIn, LogOut, UserRound } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';

export interface Account {
  readonly name: string;
  readonly role: 'administrator' | 'instructor' | 'student' | 'guest';
}

const LOOK =
  'inline-flex h-9 items-center gap-1.5 rounded-lg px-2.5 text-sm text-ink-soft hover:bg-surface hover:text-ink';

/** Who one is, and the way in or out. A guest's work is kept in this browser's cookie; signing in takes it along. */
export function AccountMenu({ account }: { readonly account: Account | undefined }) {
  const [leaving, setLeaving] = useState(false);
  if (!account || account.role === 'guest') {
    return (
      <Link href="/sign-in" className={LOOK}>
        <LogIn size={16} aria-hidden /> <span className="hidden sm:inline">Sign in</span>
        <span className="sr-only sm:hidden">Sign in</span>
      </Link>
    );
  }
  const leave = async () => {
    setLeaving(true);
    await fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    window.location.assign('/');
  };
  return (
    <span className="flex items-center">
      <span className="hidden items-center gap-1.5 px-2 text-sm text-ink-soft md:flex">
        <UserRound size={16} aria-hidden /> {account.name}
      </span>
      <button type="button" onClick={() => void leave()} disabled={leaving} className={LOOK}>
        <LogOut size={16} aria-hidden /> <span className="hidden sm:inline">Sign out</span>
        <span className="sr-only sm:hidden">Sign out</span>
      </button>
    </span>
  );
}
