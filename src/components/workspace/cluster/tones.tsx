import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  type LucideIcon,
  SquareCheck,
  TriangleAlert,
} from 'lucide-react';
import type { Tone } from '@/cluster-view/protocol';
import { classes } from '../../ui/classes';

interface Look {
  /** In words, for whoever doesn't see it. */
  readonly means: string;
  readonly Icon: LucideIcon;
  readonly icon: string;
  readonly chip: string;
}

/** A state is told by a shape and by words; the colour only repeats it. */
export const TONE_LOOKS: Readonly<Record<Tone, Look>> = {
  good: { means: 'as wanted', Icon: CircleCheck, icon: 'text-good', chip: 'border-good/40 bg-good-wash' },
  busy: { means: 'on its way', Icon: CircleDashed, icon: 'text-warn', chip: 'border-warn/40 bg-warn-wash' },
  bad: { means: 'in trouble', Icon: TriangleAlert, icon: 'text-bad', chip: 'border-bad/50 bg-bad-wash' },
  idle: {
    means: 'nothing to do',
    Icon: CirclePause,
    icon: 'text-ink-faint',
    chip: 'border-line-strong bg-surface',
  },
  done: { means: 'done', Icon: SquareCheck, icon: 'text-accent', chip: 'border-accent/40 bg-accent-wash' },
};

export function ToneIcon({ tone, size = 14 }: { readonly tone: Tone; readonly size?: number }) {
  const { Icon, icon } = TONE_LOOKS[tone];
  return <Icon size={size} className={classes('shrink-0', icon)} aria-hidden />;
}
