import { Arrow, Card, Drawing, Pill, Words } from './parts';

/** From delete to gone, over time: endpoints at once; preStop, SIGTERM and SIGKILL within the grace period. */
export function GracefulEnd() {
  return (
    <Drawing
      name="graceful-end"
      title="From delete to gone"
      text="Over time from left to right. At the delete the pod becomes Terminating. From then on its Services send no new visitors. At the same moment the kubelet runs the preStop hook, then sends SIGTERM; the program finishes its work. At the end of the grace period, which began at the delete, what still runs gets SIGKILL and the pod is gone."
      height={300}
    >
      <g stroke="var(--line-strong)" strokeDasharray="4 5">
        <path d="M132 46v206M284 100v106M508 46v206" />
      </g>
      <Pill x={88} y={12} width={88} text="delete" tone="accent" mono />
      <Pill x={452} y={12} width={112} text="SIGKILL" tone="bad" mono />
      <Words x={4} y={80} text="Services" soft size={14} />
      <Card x={136} y={56} width={460} height={38} title="no new visitors" />
      <Words x={4} y={131} text="kubelet" soft size={14} />
      <Card x={136} y={106} width={144} height={42} title="preStop hook" tone="warn" />
      <Pill x={288} y={113} width={92} text="SIGTERM" tone="accent" mono />
      <Words x={4} y={184} text="program" soft size={14} />
      <Card x={136} y={160} width={148} height={42} title="works on" />
      <Card x={288} y={160} width={216} height={42} title="finishes its work" tone="good" />
      <Card x={512} y={160} width={84} height={42} title="gone" dashed />
      <Arrow
        points={[
          [320, 240],
          [506, 240],
        ]}
      />
      <Arrow
        points={[
          [320, 240],
          [134, 240],
        ]}
      />
      <Words x={320} y={230} text="grace period" at="middle" size={14} strong />
      <Words
        x={320}
        y={262}
        text="terminationGracePeriodSeconds: 30 unless said otherwise"
        at="middle"
        size={14}
        soft
      />
      <Words x={596} y={292} text="who ends earlier is gone earlier" at="end" size={14} soft />
    </Drawing>
  );
}
