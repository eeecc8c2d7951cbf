/** Patterns over names, as KEYS and CONFIG GET have them. */

/** Redis' glob over whole keys: * ? [abc]; matched without backtracking over regular expressions of the user. */
export function globMatch(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    const c = pattern.charAt(p);
    const close = c === '[' ? pattern.indexOf(']', p) : -1;
    if (c === '*') {
      star = p++;
      mark = t;
    } else if (close > 0 && inClass(pattern.slice(p + 1, close), text.charAt(t))) {
      p = close + 1;
      t++;
    } else if (close < 0 && p < pattern.length && (c === '?' || c === text.charAt(t))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern.charAt(p) === '*') p++;
  return p === pattern.length;
}

const inClass = (set: string, c: string) =>
  set.startsWith('^') ? !set.slice(1).includes(c) : set.includes(c);
