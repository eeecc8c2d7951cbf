/**
 * What every drawing is made of, so that all look alike: a frame with its text alternative, boxes, cards, pills, arrows
 * and words. Colours are the theme's variables; nothing here knows what is drawn.
 */
import type { ReactNode } from 'react';

type Point = readonly [x: number, y: number];

/** good and bad are for states that something is in; accent is for what the drawing is about. */
export type Tone = 'plain' | 'accent' | 'good' | 'bad' | 'warn';

const STROKE: Readonly<Record<Tone, string>> = {
  plain: 'var(--line-strong)',
  accent: 'var(--accent)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  warn: 'var(--warn)',
};
const FILL: Readonly<Record<Tone, string>> = {
  plain: 'var(--raised)',
  accent: 'var(--accent-wash)',
  good: 'var(--good-wash)',
  bad: 'var(--bad-wash)',
  warn: 'var(--warn-wash)',
};
const WORDS: Readonly<Record<Tone, string>> = {
  plain: 'var(--ink)',
  accent: 'var(--accent-strong)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  warn: 'var(--warn)',
};

/** The whole picture. `text` says in words what it shows, for those who can't see it. */
export function Drawing(props: {
  /** The drawing's name, unique on a page. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly width?: number;
  readonly height: number;
  readonly children: ReactNode;
}) {
  const { name, width = 600 } = props;
  return (
    <svg
      viewBox={`0 0 ${width} ${props.height}`}
      role="img"
      aria-labelledby={`${name}-title ${name}-text`}
      className="mx-auto w-full max-w-[44rem]"
    >
      <title id={`${name}-title`}>{props.title}</title>
      <desc id={`${name}-text`}>{props.text}</desc>
      {props.children}
    </svg>
  );
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Something that holds other things: a cluster, a node, a pod. */
export function Frame(
  props: Area & {
    readonly label: string;
    readonly detail?: string;
    readonly tone?: Tone;
    readonly dashed?: boolean;
  },
) {
  const tone = props.tone ?? 'plain';
  return (
    <g>
      <rect
        x={props.x}
        y={props.y}
        width={props.width}
        height={props.height}
        rx="14"
        fill={tone === 'plain' ? 'none' : FILL[tone]}
        stroke={STROKE[tone]}
        strokeWidth={tone === 'plain' ? 1.5 : 2}
        strokeDasharray={props.dashed ? '6 5' : undefined}
      />
      <Words
        x={props.x + 16}
        y={props.y + 27}
        text={props.label}
        strong
        tone={tone}
        soft={tone === 'plain'}
      />
      {props.detail && (
        <Words
          x={props.x + props.width - 16}
          y={props.y + 27}
          text={props.detail}
          size={14}
          at="end"
          mono
          soft
        />
      )}
    </g>
  );
}

/** One thing with its name and up to a few lines below it, in the middle. */
export function Card(
  props: Area & {
    readonly title: string;
    readonly lines?: readonly string[];
    readonly tone?: Tone;
    /** The lines are names or commands. */
    readonly mono?: boolean;
    readonly dashed?: boolean;
  },
) {
  const { x, y, width, height, tone = 'plain', lines = [] } = props;
  const top = y + height / 2 + 5.5 - (lines.length * 19) / 2;
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx="10"
        fill={FILL[tone]}
        stroke={STROKE[tone]}
        strokeWidth="1.5"
        strokeDasharray={props.dashed ? '6 5' : undefined}
      />
      <Words x={x + width / 2} y={top} text={props.title} at="middle" strong tone={tone} />
      {lines.map((line, index) => (
        <Words
          key={line}
          x={x + width / 2}
          y={top + 19 * (index + 1)}
          text={line}
          at="middle"
          size={14}
          mono={props.mono === true}
          soft
        />
      ))}
    </g>
  );
}

/** A small rounded label: a key and value, a state, a signal. */
export function Pill(props: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly tone?: Tone;
  readonly mono?: boolean;
}) {
  const tone = props.tone ?? 'plain';
  return (
    <g>
      <rect
        x={props.x}
        y={props.y}
        width={props.width}
        height="28"
        rx="14"
        fill={tone === 'plain' ? 'var(--canvas)' : FILL[tone]}
        stroke={STROKE[tone]}
        strokeWidth="1.5"
      />
      <Words
        x={props.x + props.width / 2}
        y={props.y + 19}
        text={props.text}
        at="middle"
        size={14}
        tone={tone}
        mono={props.mono === true}
      />
    </g>
  );
}

const HEAD = 9;

/** A line through the points, with a head at its end. */
export function Arrow(props: {
  readonly points: readonly [Point, Point, ...Point[]];
  readonly tone?: Tone;
  readonly dashed?: boolean;
}) {
  const colour = STROKE[props.tone ?? 'plain'];
  const [tip = props.points[1], before = props.points[0]] = [...props.points].reverse();
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  const corner = (turn: number) =>
    [
      (tip[0] - HEAD * Math.cos(angle + turn)).toFixed(1),
      (tip[1] - HEAD * Math.sin(angle + turn)).toFixed(1),
    ].join(' ');
  return (
    <g>
      <path
        d={`M${props.points.map((point) => point.join(' ')).join('L')}`}
        fill="none"
        stroke={colour}
        strokeWidth="1.75"
        strokeDasharray={props.dashed ? '5 5' : undefined}
        strokeLinejoin="round"
      />
      <path d={`M${tip.join(' ')}L${corner(0.45)}L${corner(-0.45)}Z`} fill={colour} />
    </g>
  );
}

/** A line of text. */
export function Words(props: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  readonly at?: 'start' | 'middle' | 'end';
  readonly strong?: boolean;
  readonly mono?: boolean;
  readonly soft?: boolean;
  readonly tone?: Tone;
}) {
  return (
    <text
      x={props.x}
      y={props.y}
      fontSize={props.size ?? 16}
      fontWeight={props.strong ? 650 : undefined}
      textAnchor={props.at}
      fill={props.soft ? 'var(--ink-soft)' : WORDS[props.tone ?? 'plain']}
      className={props.mono ? 'font-mono' : undefined}
    >
      {props.text}
    </text>
  );
}
