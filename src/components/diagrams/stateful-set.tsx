import { Arrow, Card, Drawing, Frame, Pill, Words } from './parts';

const MEMBERS = [0, 1, 2] as const;

/** A StatefulSet: each pod with a number, a name in the DNS, and a claim; one was scaled away and its claim is left. */
export function StatefulSetMembers() {
  return (
    <Drawing
      name="stateful-set"
      title="Each pod of a StatefulSet has its own name and claim"
      text="A StatefulSet named diary with two replicas. The pod diary-0 has the DNS name diary-0.diary and the claim data-diary-0; diary-1 has diary-1.diary and data-diary-1. There is no pod diary-2 any more, but its claim data-diary-2 is kept."
      height={300}
    >
      <Frame x={4} y={4} width={592} height={196} label="StatefulSet diary" detail="replicas: 2" />
      {MEMBERS.map((number) => {
        const x = 22 + number * 190;
        const gone = number === 2;
        return (
          <g key={number}>
            <Card
              x={x}
              y={50}
              width={176}
              height={62}
              title={gone ? 'no pod' : `diary-${number}`}
              lines={[gone ? 'scaled away' : 'a pod']}
              tone={gone ? 'plain' : 'accent'}
              dashed={gone}
            />
            {!gone && <Pill x={x + 18} y={130} width={140} text={`diary-${number}.diary`} mono />}
            <Arrow
              points={[
                [x + 88, gone ? 112 : 158],
                [x + 88, 214],
              ]}
              dashed={gone}
            />
            <Card
              x={x}
              y={216}
              width={176}
              height={62}
              title={`data-diary-${number}`}
              lines={[gone ? 'kept' : 'its claim']}
              tone="good"
            />
          </g>
        );
      })}
      <Words x={205} y={188} text="names last, pods don’t" size={14} at="middle" soft />
    </Drawing>
  );
}
