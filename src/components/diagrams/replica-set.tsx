import { Arrow, Card, Drawing, Pill, Words } from './parts';

/** A ReplicaSet counts the pods that its selector finds, and makes what is missing. */
export function ReplicaSetCounts() {
  return (
    <Drawing
      name="replica-set"
      title="A ReplicaSet counts and fills up"
      text="A ReplicaSet wants three pods with app=web. It finds two; a third pod's label was changed to app=quarantine, so it no longer counts. Three wanted, two found: the ReplicaSet makes one more from its template."
      height={286}
    >
      <Card
        x={180}
        y={6}
        width={240}
        height={72}
        title="ReplicaSet web"
        lines={['wants 3 with app=web']}
        tone="accent"
      />
      {[6, 154].map((x) => (
        <g key={x}>
          <Card x={x} y={160} width={134} height={46} title="pod" tone="good" />
          <Pill x={x + 17} y={218} width={100} text="app=web" tone="good" mono />
          <Arrow
            points={[
              [x + 67, 158],
              [x + 67, 120],
              [264, 120],
              [264, 80],
            ]}
            tone="good"
          />
        </g>
      ))}
      <Card x={302} y={160} width={134} height={46} title="pod" dashed />
      <Pill x={294} y={218} width={150} text="app=quarantine" tone="warn" mono />
      <Words x={369} y={268} text="no longer counts" size={14} at="middle" soft />
      <Card x={460} y={160} width={134} height={46} title="new pod" tone="accent" dashed />
      <Pill x={477} y={218} width={100} text="app=web" tone="accent" mono />
      <Arrow
        points={[
          [360, 80],
          [360, 120],
          [527, 120],
          [527, 158],
        ]}
        tone="accent"
      />
      <Words x={370} y={108} text="finds 2, makes 1" size={14} soft />
    </Drawing>
  );
}
