import { Card, Drawing, Frame } from './parts';

/** A pod on a node: what its containers share, and what each has of its own. */
export function PodAnatomy() {
  return (
    <Drawing
      name="pod-anatomy"
      title="A pod on a node"
      text="A node holds a pod. The pod has one IP address. Inside it two containers, web and log-shipper, each with its own image and file system, share the network address and a volume."
      height={330}
    >
      <Frame x={4} y={4} width={592} height={322} label="Node" detail="node01" dashed />
      <Frame x={28} y={48} width={544} height={256} label="Pod" detail="web · 10.244.1.7" tone="accent" />
      <g stroke="var(--line-strong)" strokeWidth="1.5" fill="none">
        <path d="M170 180v40M430 180v40" />
        <path d="M230 180c0 22 140 14 140 40M370 180c0 22-140 14-140 40" />
      </g>
      <Card x={56} y={92} width={226} height={88} title="web" lines={['nginx:1.29', 'files of its own']} />
      <Card
        x={318}
        y={92}
        width={226}
        height={88}
        title="log-shipper"
        lines={['busybox:1.36', 'files of its own']}
      />
      <Card
        x={56}
        y={220}
        width={226}
        height={62}
        title="one network"
        lines={['same IP, localhost, ports']}
        tone="accent"
      />
      <Card
        x={318}
        y={220}
        width={226}
        height={62}
        title="volume: logs"
        lines={['files that both can see']}
        tone="accent"
      />
    </Drawing>
  );
}
