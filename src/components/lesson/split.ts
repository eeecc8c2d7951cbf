export const SPLIT_COOKIE = 'sealegs-split';
export const SPLIT_STEP = 2;
const DEFAULT_SPLIT = 46;

/** The lesson's share of the width in percent; both panes stay usable. */
export const clampSplit = (share: number): number => Math.round(Math.min(75, Math.max(25, share)) * 10) / 10;

/** What the cookie says; the default for anything else. */
export function parseSplit(value: string | undefined): number {
  const share = Number(value);
  return value === undefined || Number.isNaN(share) ? DEFAULT_SPLIT : clampSplit(share);
}
