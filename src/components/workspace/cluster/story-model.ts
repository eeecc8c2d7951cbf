/** Events and a person's own writes as one story, oldest first. Pure. */
import { parseId, type ViewEvent, type ViewWrite } from '@/cluster-view/protocol';
import { isChosen } from './map-model';
import { type Actor, actorOf, deedOf, reporterOf, thing } from './words';

export interface StoryLine {
  readonly key: string;
  readonly at: number;
  readonly actor: Actor;
  /** A person's own deed begins a paragraph; what follows is told below it. */
  readonly own: boolean;
  readonly warning: boolean;
  /** "created Deployment web", or Kubernetes' own message. */
  readonly text: string;
  readonly reason: string | undefined;
  readonly count: number;
  /** How long it has been repeating. */
  readonly overMs: number;
  /** From the topmost owner down to the object itself. */
  readonly chain: readonly string[];
}

export interface StoryFilter {
  /** As the map's namespace menu has it. */
  readonly namespace: string;
  /** Lines about this object and what belongs to it. */
  readonly about: string | undefined;
  readonly warnings: boolean;
}

interface Told {
  readonly events: readonly ViewEvent[];
  readonly writes: readonly ViewWrite[];
}

export function storyOf({ events, writes }: Told, filter: StoryFilter): readonly StoryLine[] {
  const own = writes.filter((write) => ['you', 'setup'].includes(actorOf(write).station)).map(lineOfWrite);
  return [...own, ...events.map(lineOfEvent)]
    .filter((line) => fits(line, filter))
    .sort((a, b) => a.at - b.at || Number(b.own) - Number(a.own));
}

function lineOfWrite(write: ViewWrite): StoryLine {
  return {
    key: `write ${write.last}`,
    at: write.at,
    actor: actorOf(write),
    own: true,
    warning: false,
    text: `${deedOf(write)} ${thing(write.about)}`,
    reason: undefined,
    count: 1,
    overMs: 0,
    chain: [write.about],
  };
}

const lineOfEvent = (event: ViewEvent): StoryLine => ({
  key: event.id,
  at: event.at,
  actor: reporterOf(event),
  own: false,
  warning: event.warning,
  text: event.message,
  reason: event.reason,
  count: event.count,
  overMs: event.at - event.first,
  chain: [...event.owners].reverse().concat(event.about),
});

function fits(line: StoryLine, { namespace, about, warnings }: StoryFilter): boolean {
  if (warnings && !line.warning) return false;
  if (about !== undefined) return line.chain.includes(about);
  const subject = parseId(line.chain.at(-1) ?? '');
  // Nodes belong to no namespace; who looks at one namespace doesn't ask for them.
  return isChosen(subject.namespace ?? '', namespace);
}
