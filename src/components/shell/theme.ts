export const THEME_COOKIE = 'sealegs-theme';
export type Theme = 'system' | 'light' | 'dark';

/** What the cookie says; anything unknown is "system". */
export const parseTheme = (value: string | undefined): Theme =>
  value === 'light' || value === 'dark' ? value : 'system';
