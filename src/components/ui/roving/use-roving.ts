/**
 * Roving tabindex, as WAI-ARIA's practices have it for toolbars and grids: a group is one stop of the Tab key, arrow
 * keys go about in it, and coming back leads to where one was. What is in the group comes and goes as the cluster does:
 * the elements are looked up when needed, and whoever stood on one that vanished stands on its neighbour.
 */
import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { nearest } from './nearest';

export interface RovingOptions {
  /** A selector of what can be stepped on, in reading order. */
  readonly items: string;
  /** Left and right go in reading order; on a plane, up and down to what lies there. */
  readonly layout: 'row' | 'plane';
}

interface Place {
  /** Where the Tab key leads. */
  stop: HTMLElement | undefined;
  focused: boolean;
  /** As they were seen last. */
  order: readonly HTMLElement[];
}

/** @returns what the group's element is given */
export function useRoving(frame: RefObject<HTMLElement | null>, { items, layout }: RovingOptions) {
  const place = useRef<Place>({ stop: undefined, focused: false, order: [] });
  const visible = () =>
    [...(frame.current?.querySelectorAll<HTMLElement>(items) ?? [])].filter((item) => item.checkVisibility());
  // After each rendering: any may have brought or taken something.
  useLayoutEffect(() => settle(place.current, visible()));
  return {
    onFocus: ({ target }: FocusEvent) => {
      const stop = target.closest<HTMLElement>(items);
      if (!stop) return;
      Object.assign(place.current, { stop, focused: true });
      settle(place.current, visible());
    },
    onBlur: () => {
      place.current.focused = false;
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const all = visible();
      const at = all.indexOf(document.activeElement as HTMLElement);
      const next = at < 0 ? undefined : all[target(event.key, all, at, layout) ?? -1];
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
  };
}

function target(key: string, all: readonly HTMLElement[], at: number, layout: RovingOptions['layout']) {
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return all.length - 1;
    case 'ArrowRight':
      return at + 1;
    case 'ArrowLeft':
      return at - 1;
    case 'ArrowUp':
    case 'ArrowDown': {
      if (layout === 'row') return undefined;
      const places = all.map((item) => item.getBoundingClientRect());
      return nearest(places, at, key === 'ArrowUp' ? 'up' : 'down');
    }
    default:
      return undefined;
  }
}

/** Makes one of them the stop of the Tab key. A group that is out of sight stays as it is. */
function settle(place: Place, all: readonly HTMLElement[]): void {
  if (all.length === 0) return;
  const { stop, order } = place;
  if (!stop || !all.includes(stop)) {
    const at = stop ? order.indexOf(stop) : -1;
    const neighbours = [...order.slice(at + 1), ...order.slice(0, Math.max(0, at)).reverse()];
    place.stop = neighbours.find((item) => all.includes(item)) ?? all[0];
    if (place.focused && !stop?.isConnected) place.stop?.focus();
  }
  place.order = all;
  for (const item of all) item.tabIndex = item === place.stop ? 0 : -1;
}
