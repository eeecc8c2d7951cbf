import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** The control plane, two workers, and who talks to whom: everybody to the API server, and nobody to anybody else. */
export function ClusterAnatomy() {
  return (
    <Drawing
      name="cluster-anatomy"
      title="A cluster and its components"
      text="kubectl talks to the API server, which alone talks to the store, etcd. Scheduler and controllers talk to the API server as well. On each worker node a kubelet talks to the API server and tells the container runtime which containers to run; kube-proxy sees to the network."
      height={400}
    >
      <Card x={4} y={24} width={92} height={56} title="kubectl" tone="accent" />
      <Frame x={128} y={4} width={468} height={184} label="Control plane" detail="controlplane" />
      <Card
        x={152}
        y={84}
        width={132}
        height={82}
        title="API server"
        lines={['the only door']}
        tone="accent"
      />
      <Card x={332} y={44} width={240} height={40} title="etcd: what is written" />
      <Card x={332} y={92} width={240} height={40} title="scheduler: where to" />
      <Card x={332} y={140} width={240} height={40} title="controllers: what next" />
      <Arrow
        points={[
          [50, 82],
          [50, 124],
          [150, 124],
        ]}
        tone="accent"
      />
      <Arrow
        points={[
          [284, 104],
          [306, 104],
          [306, 64],
          [330, 64],
        ]}
      />
      <Arrow
        points={[
          [332, 112],
          [286, 116],
        ]}
      />
      <Arrow
        points={[
          [332, 160],
          [286, 146],
        ]}
      />
      <Worker x={4} name="node01" />
      <Worker x={308} name="node02" />
      <Arrow
        points={[
          [112, 266],
          [112, 212],
          [190, 212],
          [190, 168],
        ]}
      />
      <Arrow
        points={[
          [416, 266],
          [416, 212],
          [244, 212],
          [244, 168],
        ]}
      />
    </Drawing>
  );
}

function Worker({ x, name }: { readonly x: number; readonly name: string }) {
  return (
    <g>
      <Frame x={x} y={226} width={288} height={170} label="" detail={name} />
      <Card x={x + 20} y={266} width={120} height={40} title="kubelet" />
      <Card x={x + 150} y={266} width={120} height={40} title="kube-proxy" />
      <Arrow
        points={[
          [x + 80, 306],
          [x + 80, 328],
        ]}
      />
      <Card x={x + 20} y={330} width={250} height={50} title="container runtime" lines={['runs the pods']} />
      <Words x={x + 20} y={253} text="Worker" strong soft />
    </g>
  );
}
