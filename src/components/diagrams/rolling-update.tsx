import { Arrow, Card, Drawing, Words } from './parts';

const STEPS = [
  { label: 'before', old: 4, fresh: 0 },
  { label: 'on the way', old: 3, fresh: 2 },
  { label: 'on the way', old: 1, fresh: 4 },
  { label: 'after', old: 0, fresh: 4 },
] as const;

/** Four replicas move to a new version: the old ReplicaSet shrinks while the new one grows. */
export function RollingUpdate() {
  return (
    <Drawing
      name="rolling-update"
      title="A rolling update"
      text="Four moments of an update of four replicas. Before: four old pods. On the way: three old and two new, then one old and four new. After: four new pods, and the old ReplicaSet is empty. Never fewer than three are available, and never more than five exist."
      height={236}
    >
      {STEPS.map(({ label, old, fresh }, index) => {
        const x = 4 + index * 152;
        return (
          <g key={`${old}-${fresh}`}>
            <Words x={x + 66} y={18} text={label} at="middle" strong soft />
            <Card
              x={x}
              y={32}
              width={132}
              height={62}
              title={`${old} old`}
              lines={['ReplicaSet 1']}
              dashed={old === 0}
            />
            <Card
              x={x}
              y={112}
              width={132}
              height={62}
              title={`${fresh} new`}
              lines={['ReplicaSet 2']}
              tone={fresh > 0 ? 'good' : 'plain'}
              dashed={fresh === 0}
            />
            {index < 3 && (
              <Arrow
                points={[
                  [x + 133, 103],
                  [x + 151, 103],
                ]}
                tone="accent"
              />
            )}
          </g>
        );
      })}
      <Words x={300} y={206} text="maxUnavailable 1: at least 3 available" size={15} at="middle" />
      <Words x={300} y={228} text="maxSurge 1: at most 5 in all" size={15} at="middle" />
    </Drawing>
  );
}
