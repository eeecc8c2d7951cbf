import { Arrow, Card, Drawing, Words } from './parts';

const STEPS = [
  { title: 'name', lines: ['nslookup', 'bad address'] },
  { title: 'selector', lines: ['endpointslices', 'no endpoints'] },
  { title: 'readiness', lines: ['get pods', 'READY 0/1'] },
  { title: 'port', lines: ['targetPort', 'refused'] },
  { title: 'way', lines: ['networkpolicy', 'silence'] },
] as const;

/** Where a request to a Service can get stuck, in the order in which to look. */
export function ServiceDebug() {
  return (
    <Drawing
      name="service-debug"
      title="Five places where a request gets stuck"
      text="Five stations in a row, each with what to look at and what is seen when it is the culprit. The name: nslookup, bad address. The selector: endpoint slices, no endpoints. Readiness: get pods, READY 0/1. The port: targetPort, connection refused. The way: network policies, silence."
      height={170}
    >
      {STEPS.map(({ title, lines: [look, seen] }, index) => {
        const x = 2 + index * 121;
        return (
          <g key={title}>
            <Card x={x} y={40} width={110} height={64} title={title} tone="accent" />
            {index > 0 && (
              <Arrow
                points={[
                  [x - 11, 72],
                  [x - 1, 72],
                ]}
              />
            )}
            <Words x={x + 55} y={26} text={look} at="middle" size={13.5} mono soft />
            <Words x={x + 55} y={132} text={seen} at="middle" size={14} tone="bad" />
          </g>
        );
      })}
      <Words x={300} y={162} text="above: where to look · below: how it feels" at="middle" size={13.5} soft />
    </Drawing>
  );
}
