/** A pod on a node: what its containers share, and what each has of its own. */
export function PodAnatomy() {
  return (
    <svg
      viewBox="0 0 640 330"
      role="img"
      aria-labelledby="pod-anatomy-title pod-anatomy-text"
      className="w-full"
    >
      <title id="pod-anatomy-title">A pod on a node</title>
      <desc id="pod-anatomy-text">
        A node holds a pod. The pod has one IP address. Inside it two containers, web and log-shipper, each
        with its own image and file system, share the network address and a volume.
      </desc>
      <Box x={8} y={8} width={624} height={314} label="Node" detail="node01" dashed />
      <Box x={40} y={54} width={560} height={244} label="Pod" detail="web · 10.244.1.7" accent />
      <Container x={68} y={104} name="web" image="nginx:1.29" />
      <Container x={348} y={104} name="log-shipper" image="busybox:1.37" />
      <Shared x={68} y={228} width={236} title="one network" text="same IP, localhost, ports" />
      <Shared x={336} y={228} width={236} title="volume: logs" text="files that both can see" />
      <g stroke="var(--line-strong)" strokeWidth="1.5">
        <path d="M180 200v28M460 200v28" />
        <path d="M236 200c0 20 150 6 150 28M404 200c0 20-150 6-150 28" fill="none" />
      </g>
    </svg>
  );
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly detail: string;
  readonly dashed?: boolean;
  readonly accent?: boolean;
}

function Box({ x, y, width, height, label, detail, dashed, accent }: BoxProps) {
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx="14"
        fill={accent ? 'var(--accent-wash)' : 'none'}
        stroke={accent ? 'var(--accent)' : 'var(--line-strong)'}
        strokeWidth={accent ? 2 : 1.5}
        strokeDasharray={dashed ? '6 5' : undefined}
      />
      <text
        x={x + 18}
        y={y + 29}
        fontSize="16"
        fontWeight="650"
        fill={accent ? 'var(--accent-strong)' : 'var(--ink-soft)'}
      >
        {label}
      </text>
      <text
        x={x + width - 18}
        y={y + 29}
        fontSize="14"
        textAnchor="end"
        fill="var(--ink-soft)"
        className="font-mono"
      >
        {detail}
      </text>
    </g>
  );
}

function Container({
  x,
  y,
  name,
  image,
}: {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly image: string;
}) {
  return (
    <g>
      <rect
        x={x}
        y={y}
        width="224"
        height="96"
        rx="10"
        fill="var(--raised)"
        stroke="var(--line-strong)"
        strokeWidth="1.5"
      />
      <text x={x + 18} y={y + 30} fontSize="13" fill="var(--ink-faint)">
        container
      </text>
      <text x={x + 18} y={y + 54} fontSize="17" fontWeight="650" fill="var(--ink)">
        {name}
      </text>
      <text x={x + 18} y={y + 78} fontSize="14" fill="var(--ink-soft)" className="font-mono">
        {image}
      </text>
    </g>
  );
}

function Shared(props: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly title: string;
  readonly text: string;
}) {
  const middle = props.x + props.width / 2;
  return (
    <g textAnchor="middle">
      <rect
        x={props.x}
        y={props.y}
        width={props.width}
        height="54"
        rx="27"
        fill="var(--canvas)"
        stroke="var(--accent)"
        strokeWidth="1.5"
      />
      <text x={middle} y={props.y + 23} fontSize="14" fontWeight="600" fill="var(--ink)">
        {props.title}
      </text>
      <text x={middle} y={props.y + 41} fontSize="12.5" fill="var(--ink-soft)">
        {props.text}
      </text>
    </g>
  );
}
