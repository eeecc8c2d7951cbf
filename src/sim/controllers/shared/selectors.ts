/** Selectors of specs, read once per object: objects never change in place. */
import { type LabelMatcher, type LabelSelector, labelSelectorFrom, NOTHING } from '@/apimachinery';

const known = new WeakMap<object, LabelMatcher>();

/** A selector that cannot be read selects nothing. */
export function selectorFor(selector: LabelSelector | undefined): LabelMatcher {
  if (!selector) return NOTHING;
  const cached = known.get(selector);
  if (cached) return cached;
  const matcher = read(selector);
  known.set(selector, matcher);
  return matcher;
}

function read(selector: LabelSelector): LabelMatcher {
  try {
    return labelSelectorFrom(selector);
  } catch {
    return NOTHING;
  }
}
