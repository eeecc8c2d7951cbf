import Link from 'next/link';
import type { ReactNode } from 'react';
import { type Account, AccountMenu } from '../account/account-menu';
import { PaletteButton } from '../palette/palette-button';
import { Logo } from './logo';
import type { Theme } from './theme';
import { ThemeToggle } from './theme-toggle';

export interface Crumb {
  readonly title: string;
  readonly href?: string;
}

/** The bar over every page: where you are, and what is always at hand. */
export function SiteHeader({
  theme,
  account,
  crumbs = [],
  tree,
  children,
}: {
  readonly theme: Theme;
  readonly account: Account | undefined;
  readonly crumbs?: readonly Crumb[];
  /** Opens the contents of the course one is in. */
  readonly tree?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <header className="no-print flex h-14 shrink-0 items-center gap-1 border-b border-line bg-canvas px-3 sm:gap-3 sm:px-4">
      <Link
        href="/"
        className="flex items-center gap-2 font-semibold tracking-tight"
        aria-label="Sealegs, all courses"
      >
        <Logo />
        <span className={crumbs.length > 0 ? 'hidden sm:inline' : ''}>Sealegs</span>
      </Link>
      {tree}
      <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
        <ol className="flex items-center gap-1.5 text-sm text-ink-soft">
          {crumbs.map(({ title, href }, index) => (
            <li
              key={title}
              className={`flex min-w-0 items-center gap-1.5 ${index < crumbs.length - 1 ? 'hidden md:flex' : ''}`}
            >
              <span aria-hidden className="text-line-strong">
                /
              </span>
              {href ? (
                <Link href={href} className="truncate hover:text-ink">
                  {title}
                </Link>
              ) : (
                <span aria-current="page" className="truncate font-medium text-ink">
                  {title}
                </span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      {children}
      <PaletteButton />
      <AccountMenu account={account} />
      <ThemeToggle initial={theme} />
    </header>
  );
}
