'use client';

import { ChevronDown, LogIn, LogOut, UserRound, Users } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useId, useRef, useState } from 'react';
import { signOut } from './api';

export interface Account {
  readonly name: string;
  readonly role: 'administrator' | 'instructor' | 'student' | 'guest';
}

const LOOK =
  'inline-flex h-9 items-center gap-1.5 rounded-lg px-2.5 text-sm text-ink-soft hover:bg-surface hover:text-ink';
const ENTRY = 'flex min-h-10 w-full items-center gap-2.5 rounded-lg px-3 text-left text-sm hover:bg-surface';

/** Who one is, and the way in or out. A guest's work is kept in this browser's cookie; signing in takes it along. */
export function AccountMenu({ account }: { readonly account: Account | undefined }) {
  const path = usePathname();
  if (!account || account.role === 'guest') {
    const next = path.startsWith('/sign-') ? '' : `?next=${encodeURIComponent(path)}`;
    return (
      <Link href={`/sign-in${next}`} className={LOOK}>
        <LogIn size={16} aria-hidden /> <span className="hidden sm:inline">Sign in</span>
        <span className="sr-only sm:hidden">Sign in</span>
      </Link>
    );
  }
  return <Menu account={account} />;
}

function Menu({ account }: { readonly account: Account }) {
  const popover = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState({ top: 0, right: 0 });
  const [leaving, setLeaving] = useState(false);
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    if (box) setPlace({ top: box.bottom + 6, right: Math.max(8, window.innerWidth - box.right) });
  };
  const leave = async () => {
    setLeaving(true);
    await signOut().catch(() => {});
    window.location.assign('/');
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={popover}
        onClick={open}
        aria-label={`Account of ${account.name}`}
        className={LOOK}
      >
        <UserRound size={16} aria-hidden />
        <span className="hidden max-w-32 truncate md:inline">{account.name}</span>
        <ChevronDown size={14} className="hidden md:inline" aria-hidden />
      </button>
      <div
        id={popover}
        popover="auto"
        style={{ top: place.top, right: place.right }}
        className="fixed inset-auto m-0 w-60 rounded-xl border border-line bg-raised p-2 text-ink shadow-xl"
      >
        <p className="truncate px-3 pt-1 pb-2 text-ink-faint text-xs">
          {account.name}, {account.role}
        </p>
        <Link href="/account" className={ENTRY}>
          <UserRound size={16} className="text-ink-faint" aria-hidden /> Account
        </Link>
        {account.role !== 'student' && (
          <Link href="/people" className={ENTRY}>
            <Users size={16} className="text-ink-faint" aria-hidden /> People
          </Link>
        )}
        <button type="button" onClick={() => void leave()} disabled={leaving} className={ENTRY}>
          <LogOut size={16} className="text-ink-faint" aria-hidden /> Sign out
        </button>
      </div>
    </>
  );
}
