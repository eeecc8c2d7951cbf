import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** What the cluster knows, what the program said, and what is in the container; and the command for each. */
export function LookInside() {
  return (
    <Drawing
      name="look-inside"
      title="Where to look, and with what"
      text="kubectl get, describe and events read what the cluster has written down about the pod. kubectl logs reads what the container's program printed. kubectl exec and cp reach into the container, and port-forward reaches the port of its server."
      height={336}
    >
      <Row y={4} commands={['describe', 'events']} to={214} />
      <Card
        x={222}
        y={8}
        width={374}
        height={62}
        title="what the cluster wrote down"
        lines={['wishes, states, events: also without a container']}
      />
      <Frame x={222} y={92} width={374} height={240} label="Pod" detail="till" tone="accent" />
      <Row y={134} commands={['logs']} to={242} />
      <Card
        x={250}
        y={134}
        width={320}
        height={54}
        title="what the program prints"
        lines={['of this run, and of the one before']}
      />
      <Row y={200} commands={['exec', 'cp']} to={242} />
      <Card
        x={250}
        y={200}
        width={320}
        height={54}
        title="files and processes"
        lines={['only while the container runs']}
      />
      <Row y={266} commands={['port-forward']} to={242} />
      <Card x={250} y={266} width={320} height={50} title="the port where it listens" />
    </Drawing>
  );
}

function Row(props: { readonly y: number; readonly commands: readonly string[]; readonly to: number }) {
  const middle = props.y + 30;
  return (
    <g>
      <Words x={4} y={middle + 5} text={props.commands.join(', ')} mono strong />
      <Arrow
        points={[
          [170, middle],
          [props.to, middle],
        ]}
        tone="accent"
      />
    </g>
  );
}
