/**
 * The workspace's panels besides the terminal: one line each. A panel's code is loaded when it is first opened; it finds
 * the session through useWorkspaceState and is on the page only while it is open, unless it says `keep`.
 */
import { Boxes, FileCode2, type LucideIcon, Route, ScrollText } from 'lucide-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface WorkspacePanel {
  readonly id: string;
  /** On its tab. */
  readonly title: string;
  readonly Icon: LucideIcon;
  /** By React.lazy. */
  readonly Panel: LazyExoticComponent<ComponentType>;
  /** Stays on the page, hidden, once it was opened: what it holds would be lost otherwise. */
  readonly keep?: boolean;
}

export const PANELS: readonly WorkspacePanel[] = [
  {
    id: 'editor',
    title: 'Editor',
    Icon: FileCode2,
    Panel: lazy(async () => ({ default: (await import('./editor/editor-panel')).EditorPanel })),
  },
  {
    id: 'map',
    title: 'Map',
    Icon: Boxes,
    Panel: lazy(async () => ({ default: (await import('./cluster/map-panel')).MapPanel })),
  },
  {
    id: 'story',
    title: 'Story',
    Icon: ScrollText,
    Panel: lazy(async () => ({ default: (await import('./cluster/story-panel')).StoryPanel })),
  },
  {
    id: 'trace',
    title: 'Trace',
    Icon: Route,
    Panel: lazy(async () => ({ default: (await import('./cluster/trace-panel')).TracePanel })),
  },
];
