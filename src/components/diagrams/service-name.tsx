import { Arrow, Card, Drawing, Words } from './parts';

/** From a name to a pod: DNS, cluster address, endpoint slice. */
export function ServiceName() {
  return (
    <Drawing
      name="service-name"
      title="From a name to a pod"
      text="A client asks the DNS for front and gets the Service's address, 10.96.7.20. It connects to that address. The machine's proxy looks into the endpoint slice and sends the connection to one of the two ready pods; a third pod is not ready and is left out."
      height={250}
    >
      <Card x={4} y={92} width={120} height={70} title="client" lines={['http://front']} mono />
      <Card x={196} y={8} width={170} height={68} title="DNS" lines={['front = 10.96.7.20']} />
      <Card
        x={196}
        y={150}
        width={170}
        height={84}
        title="Service"
        lines={['10.96.7.20:80', 'on every machine']}
        tone="accent"
      />
      <Card x={450} y={16} width={146} height={58} title="pod" lines={['10.244.1.4']} tone="good" mono />
      <Card x={450} y={98} width={146} height={58} title="pod" lines={['10.244.2.9']} tone="good" mono />
      <Card x={450} y={180} width={146} height={58} title="pod" lines={['not ready']} dashed />
      <Arrow
        points={[
          [90, 92],
          [194, 42],
        ]}
        dashed
      />
      <Arrow
        points={[
          [100, 162],
          [194, 192],
        ]}
        tone="accent"
      />
      <Arrow
        points={[
          [366, 172],
          [448, 52],
        ]}
        tone="good"
      />
      <Arrow
        points={[
          [366, 188],
          [448, 132],
        ]}
        tone="good"
      />
      <Words x={112} y={56} text="1 ask" size={14} at="middle" soft />
      <Words x={112} y={200} text="2 connect" size={14} at="middle" soft />
      <Words x={408} y={210} text="3 pick" size={14} at="middle" soft />
    </Drawing>
  );
}
