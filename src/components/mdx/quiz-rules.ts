/** How a question is answered, by its kind: what a click does, when the answer is given, and what is said of it. */
export type QuestionKind = 'single' | 'multiple' | 'order';

/** What is chosen after a click on `id`: one, some, or a sequence; a second click takes it out again. */
export function choose(kind: QuestionKind, chosen: readonly string[], id: string): readonly string[] {
  if (kind === 'single') return [id];
  return chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
}

/** Whether right and wrong may show: at once, when asked to, or when everything has its place. */
export function isSettled(
  kind: QuestionKind,
  { chosen, right, given }: { chosen: readonly string[]; right: readonly string[]; given: boolean },
): boolean {
  if (kind === 'order') return chosen.length === right.length;
  return given && chosen.length > 0;
}

/** One sentence on an answer of several parts. */
export function verdictOf(kind: QuestionKind, chosen: readonly string[], right: readonly string[]): string {
  if (kind === 'order') {
    const placed = chosen.filter((id, index) => right[index] === id).length;
    return placed === right.length
      ? 'Right: that is the order.'
      : `${placed} of ${right.length} are in place.`;
  }
  const wrong = chosen.filter((id) => !right.includes(id)).length;
  const missing = right.filter((id) => !chosen.includes(id)).length;
  if (wrong === 0 && missing === 0) return 'Right: those are all.';
  if (wrong === 0) return `Right so far; ${missing === 1 ? 'one is' : `${missing} are`} missing.`;
  return `Not quite: ${wrong === 1 ? 'one does' : `${wrong} do`} not belong there.`;
}
