import { Arrow, Card, Drawing, Words } from './parts';

/** Two ways to bring out a version by labels: all at once, or one pod among five. */
export function BlueGreen() {
  return (
    <Drawing
      name="blue-green"
      title="Blue/green and canary"
      text="On the left, blue/green: a Service points to three pods of version green; three pods of version blue stand by without requests. On the right, a canary: a Service points to four pods of version 1 and one pod of version 2, so one in five requests meets the new version."
      height={292}
    >
      <Words x={146} y={20} text="blue/green: all or nothing" at="middle" strong />
      <Words x={452} y={20} text="canary: one in five" at="middle" strong />
      <Card
        x={66}
        y={40}
        width={160}
        height={64}
        title="Service"
        lines={['version=green']}
        tone="accent"
        mono
      />
      <Arrow
        points={[
          [100, 104],
          [72, 158],
        ]}
        dashed
      />
      <Arrow
        points={[
          [192, 104],
          [220, 158],
        ]}
        tone="good"
      />
      <Card x={8} y={160} width={126} height={96} title="blue" lines={['3 pods', 'standing by']} />
      <Card
        x={158}
        y={160}
        width={126}
        height={96}
        title="green"
        lines={['3 pods', 'all requests']}
        tone="good"
      />
      <path d="M300 34V274" stroke="var(--line)" strokeWidth="1.5" />
      <Card x={372} y={40} width={160} height={64} title="Service" lines={['app=api']} tone="accent" mono />
      {[0, 1, 2, 3, 4].map((number) => {
        const x = 316 + number * 56;
        const isNew = number === 4;
        return (
          <g key={number}>
            <Arrow
              points={[
                [412 + number * 20, 104],
                [x + 25, 178],
              ]}
              tone={isNew ? 'good' : 'plain'}
            />
            <Card
              x={x}
              y={180}
              width={50}
              height={54}
              title={isNew ? '2.0' : '1.0'}
              tone={isNew ? 'good' : 'plain'}
            />
          </g>
        );
      })}
      <Words x={452} y={266} text="4 stable pods and 1 canary" size={14} at="middle" soft />
    </Drawing>
  );
}
