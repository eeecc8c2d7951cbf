/** What a reader chose for themselves, kept in cookies so that the first paint is right. */
import { cookies } from 'next/headers';
import { parseSplit, SPLIT_COOKIE } from '@/components/lesson/split';
import { parseTheme, THEME_COOKIE, type Theme } from '@/components/shell/theme';

export const currentTheme = async (): Promise<Theme> =>
  parseTheme((await cookies()).get(THEME_COOKIE)?.value);

export const currentSplit = async (): Promise<number> =>
  parseSplit((await cookies()).get(SPLIT_COOKIE)?.value);
