/**
 * Deep freezing. What is frozen is taken to be frozen all the way down, so the unchanged parts that a new version of an
 * object shares with its old one cost nothing.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const key in value) deepFreeze(value[key]);
  return Object.freeze(value);
}
