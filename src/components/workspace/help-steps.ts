/** How much help with a task somebody has taken: remembered in the browser, so that a reload takes none of it away. */
export interface HelpTaken {
  /** Hints that are shown. */
  readonly hints: number;
  /** The solution was asked for and may be shown again without asking. */
  readonly solution: boolean;
}

export const NO_HELP: HelpTaken = { hints: 0, solution: false };

type Store = Pick<Storage, 'getItem' | 'setItem'>;
const keyOf = (labId: string, taskId: string) => `sealegs-help/${labId}/${taskId}`;

export function readHelp(store: Store, labId: string, taskId: string): HelpTaken {
  try {
    const kept = JSON.parse(store.getItem(keyOf(labId, taskId)) ?? '{}') as Partial<HelpTaken>;
    const hints = Number.isInteger(kept.hints) ? Math.max(0, kept.hints ?? 0) : 0;
    return { hints, solution: kept.solution === true };
  } catch {
    return NO_HELP;
  }
}

export function keepHelp(
  store: Store,
  place: { readonly labId: string; readonly taskId: string },
  help: HelpTaken,
): void {
  try {
    store.setItem(keyOf(place.labId, place.taskId), JSON.stringify(help));
  } catch {
    // A full or closed store: the help is shown all the same, until the page is left.
  }
}
