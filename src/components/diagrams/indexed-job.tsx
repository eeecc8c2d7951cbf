import { Arrow, Card, Drawing, Words } from './parts';

const PARTS = [
  { index: 0, state: 'done', tone: 'good' },
  { index: 1, state: 'done', tone: 'good' },
  { index: 2, state: 'runs', tone: 'accent' },
  { index: 3, state: 'again', tone: 'warn' },
] as const;

/** A Job with four completions and two pods at a time, half-way. */
export function IndexedJob() {
  return (
    <Drawing
      name="indexed-job"
      title="A Job of four parts, half-way"
      text="A Job with completions 4 and parallelism 2. Indexes 0 and 1 are done. Index 2 runs. The first pod of index 3 has failed, and a second one runs in its place."
      height={206}
    >
      <Card
        x={170}
        y={4}
        width={260}
        height={68}
        title="Job rooms"
        lines={['4 completions, 2 at a time']}
        tone="accent"
      />
      {PARTS.map(({ index, state, tone }) => {
        const x = 8 + index * 149;
        return (
          <g key={index}>
            <Arrow
              points={[
                [225 + index * 50, 72],
                [x + 68, 118],
              ]}
            />
            <Card
              x={x}
              y={120}
              width={136}
              height={62}
              title={`index ${index}`}
              lines={[state]}
              tone={tone}
            />
          </g>
        );
      })}
      <Words x={523} y={202} text="1st pod failed" size={13.5} at="middle" soft />
    </Drawing>
  );
}
