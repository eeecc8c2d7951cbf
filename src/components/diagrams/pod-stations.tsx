import { Arrow, Card, Drawing, Words } from './parts';

const STATIONS = [
  {
    title: 'scheduler',
    does: 'chooses a node',
    stuck: ['Pending'],
    ask: 'describe pod',
  },
  {
    title: 'kubelet',
    does: 'pulls, makes containers',
    stuck: ['ImagePullBackOff', 'CreateContainer…Error'],
    ask: 'describe pod',
  },
  {
    title: 'your program',
    does: 'starts, and runs on',
    stuck: ['CrashLoopBackOff', 'OOMKilled'],
    ask: 'logs --previous',
  },
] as const;

const WIDTH = 188;
const PITCH = 204;

/** Three stations of a pod on its way; below each, the symptoms of being stuck there, and the command that tells why. */
export function PodStations() {
  return (
    <Drawing
      name="pod-stations"
      title="Where a pod can be stuck"
      text="Three stations in a row. At the scheduler a pod is stuck as Pending; kubectl describe pod tells why. At the kubelet it is stuck as ImagePullBackOff or CreateContainerConfigError; kubectl describe pod tells why. In your program it is stuck as CrashLoopBackOff or OOMKilled; kubectl logs with --previous and the last state tell why."
      height={272}
    >
      {STATIONS.map(({ title, does, stuck, ask }, index) => {
        const x = 2 + index * PITCH;
        return (
          <g key={title}>
            <Card x={x} y={4} width={WIDTH} height={64} title={title} lines={[does]} tone="accent" />
            {index < 2 && (
              <Arrow
                points={[
                  [x + WIDTH, 36],
                  [x + PITCH - 1, 36],
                ]}
                tone="accent"
              />
            )}
            <Arrow
              points={[
                [x + WIDTH / 2, 70],
                [x + WIDTH / 2, 104],
              ]}
              tone="bad"
              dashed
            />
            <Card x={x} y={106} width={WIDTH} height={74} title="stuck:" lines={stuck} tone="bad" mono />
            <Words x={x + WIDTH / 2} y={216} text="ask" at="middle" size={14} soft />
            <Words x={x + WIDTH / 2} y={242} text={ask} at="middle" mono strong />
          </g>
        );
      })}
    </Drawing>
  );
}
