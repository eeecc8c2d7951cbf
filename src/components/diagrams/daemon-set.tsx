import { Card, Drawing, Frame, Pill, Words } from './parts';

const NODES = [
  { name: 'controlplane', taint: true, ssd: false },
  { name: 'node01', taint: false, ssd: true },
  { name: 'node02', taint: false, ssd: false },
  { name: 'node03', taint: false, ssd: true },
] as const;

/** Two DaemonSets on four machines: one everywhere by a toleration, one by a node label. */
export function DaemonSetNodes() {
  return (
    <Drawing
      name="daemon-set"
      title="A pod for each machine that suits"
      text="Four machines. The DaemonSet agent tolerates the control plane's taint and has a pod on all four. The DaemonSet scrub asks for the label disk=ssd and has pods on node01 and node03 only."
      height={276}
    >
      {NODES.map(({ name, taint, ssd }, index) => {
        const x = 4 + index * 150;
        return (
          <g key={name}>
            <Frame x={x} y={4} width={142} height={216} label={name} />
            {taint && <Pill x={x + 12} y={44} width={118} text="taint" tone="warn" />}
            {ssd && <Pill x={x + 12} y={44} width={118} text="disk=ssd" mono />}
            <Card x={x + 12} y={88} width={118} height={50} title="agent" tone="accent" />
            {ssd && <Card x={x + 12} y={152} width={118} height={50} title="scrub" tone="good" />}
          </g>
        );
      })}
      <Words x={8} y={250} text="agent tolerates the taint: everywhere." size={15} />
      <Words x={592} y={250} text="scrub asks for disk=ssd: only there." size={15} at="end" />
    </Drawing>
  );
}
