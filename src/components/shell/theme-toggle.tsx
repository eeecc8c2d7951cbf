'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { THEME_COOKIE, type Theme } from './theme';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ICON = { system: Monitor, light: Sun, dark: Moon };
const YEAR_S = 365 * 24 * 3600;

/** Goes through system, light and dark. Kept in a cookie, so that the server draws the right one at once. */
export function ThemeToggle({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const Icon = ICON[theme];
  const change = () => {
    const next = NEXT[theme];
    setTheme(next);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_S}; samesite=lax`;
  };
  return (
    <button
      type="button"
      onClick={change}
      className="grid size-9 place-items-center rounded-lg text-ink-soft hover:bg-surface hover:text-ink"
      aria-label={`Theme: ${theme}. Change to ${NEXT[theme]}.`}
      title={`Theme: ${theme}`}
    >
      <Icon size={18} aria-hidden />
    </button>
  );
}
