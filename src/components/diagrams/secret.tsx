import { Arrow, Card, Drawing, Words } from './parts';

/** The places where a Secret lies, and what closes each of them. */
export function Secret() {
  return (
    <Drawing
      name="secret"
      title="Where a Secret lies, and what protects it there"
      text="A Secret lies in three places. In the store, where encryption protects it if it was set up. Behind the API server, where RBAC decides who may read it. On the node, in a file in memory, where the file's mode and who may exec into the pod decide. base64 protects it nowhere."
      height={236}
    >
      <Place x={4} title="etcd" where="on disk" guard="encryption, if set up" />
      <Place x={212} title="API server" where="as an object" guard="RBAC" />
      <Place x={420} title="pod" where="a file in memory" guard="file mode, exec" />
      <Arrow
        points={[
          [180, 84],
          [210, 84],
        ]}
      />
      <Arrow
        points={[
          [388, 84],
          [418, 84],
        ]}
      />
      <Words x={300} y={30} text="password: bXVsbGVkLXdpbmU=" at="middle" size={14} mono />
      <Words x={300} y={224} text="base64 protects it nowhere" at="middle" size={14} tone="bad" />
    </Drawing>
  );
}

function Place(props: {
  readonly x: number;
  readonly title: string;
  readonly where: string;
  readonly guard: string;
}) {
  return (
    <g>
      <Card x={props.x} y={52} width={176} height={64} title={props.title} lines={[props.where]} />
      <Arrow
        points={[
          [props.x + 88, 156],
          [props.x + 88, 120],
        ]}
        tone="good"
      />
      <Card x={props.x} y={158} width={176} height={38} title={props.guard} tone="good" />
    </g>
  );
}
