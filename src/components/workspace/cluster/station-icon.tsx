import {
  CalendarClock,
  Cog,
  FlaskConical,
  type LucideIcon,
  Server,
  Sparkles,
  TriangleAlert,
  User,
} from 'lucide-react';
import { classes } from '../../ui/classes';
import type { Station } from './words';

const ICONS: Readonly<Record<Station, LucideIcon>> = {
  you: User,
  setup: FlaskConical,
  controllers: Cog,
  scheduler: CalendarClock,
  kubelet: Server,
  other: Sparkles,
};

/** Who acted, as a picture beside their name. */
export function StationIcon({
  station,
  warning = false,
}: {
  readonly station: Station;
  readonly warning?: boolean;
}) {
  const Icon = warning ? TriangleAlert : ICONS[station];
  return (
    <Icon
      size={16}
      aria-label={warning ? 'Warning' : undefined}
      aria-hidden={!warning}
      className={classes(
        'mt-0.5 shrink-0',
        warning ? 'text-warn' : station === 'you' ? 'text-accent' : 'text-ink-faint',
      )}
    />
  );
}
