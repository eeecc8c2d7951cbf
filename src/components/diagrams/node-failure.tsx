import { Arrow, Card, Drawing, Pill, Words } from './parts';

const MOMENTS = [
  { x: 70, time: '0 s', who: 'the machine', what: ['loses power;', 'nobody says so'] },
  { x: 223, time: '+ 50 s', who: 'controller', what: ['NotReady, and', 'a taint'] },
  { x: 377, time: '+ 5 min', who: 'taint eviction', what: ['deletes the', 'pods there'] },
  { x: 530, time: 'at once', who: 'ReplicaSet', what: ['makes new ones', 'elsewhere'] },
] as const;

/** From a power cut to new pods: who does what, and when. */
export function NodeFailure() {
  return (
    <Drawing
      name="node-failure"
      title="What follows when a machine is lost"
      text="A line of time with four moments. At first the machine loses power and nobody says so. After 50 seconds of silence the node controller marks the node NotReady and taints it. Five minutes later, unless pods say otherwise, taint eviction deletes the pods there. At once their ReplicaSets make new ones elsewhere. A Deployment's pods are replaced, a StatefulSet's wait for the machine."
      height={250}
    >
      <Arrow
        points={[
          [20, 60],
          [585, 60],
        ]}
      />
      {MOMENTS.map(({ x, time, who, what }, index) => (
        <g key={time}>
          <circle
            cx={x}
            cy="60"
            r="7"
            fill={index === 0 ? 'var(--bad)' : 'var(--accent)'}
            stroke="var(--surface)"
            strokeWidth="2"
          />
          <Words x={x} y={36} text={time} at="middle" strong tone={index === 0 ? 'bad' : 'accent'} />
          <Card x={x - 67} y={86} width={134} height={88} title={who} lines={what} />
        </g>
      ))}
      <Pill x={157} y={200} width={132} text="unreachable" tone="warn" />
      <Words x={300} y={219} text="then each pod’s tolerationSeconds (300)" size={14} soft />
    </Drawing>
  );
}
