import { Arrow, Card, Drawing, Words } from './parts';

const STATIONS = [
  { who: 'kubectl', writes: 'sends the Deployment' },
  { who: 'API server', writes: 'checks it, writes it into etcd' },
  { who: 'deployment controller', writes: 'writes a ReplicaSet' },
  { who: 'ReplicaSet controller', writes: 'writes pods, without a node' },
  { who: 'scheduler', writes: 'writes a node into each pod' },
  { who: 'kubelet', writes: 'starts containers, writes Running' },
] as const;

const PITCH = 58;

/** Who acts after whom between kubectl apply and a running container, and what each of them writes. */
export function PathOfApply() {
  return (
    <Drawing
      name="path-of-apply"
      title="The path of one apply"
      text="From top to bottom: kubectl sends the Deployment. The API server checks it and writes it into etcd. The deployment controller notices it and writes a ReplicaSet. The ReplicaSet controller notices that and writes pods without a node. The scheduler notices those and writes a node into each. The kubelet of that node notices its pod, starts the containers and writes Running into the status. Every write goes through the API server."
      height={348}
    >
      {STATIONS.map(({ who, writes }, index) => {
        const y = 4 + index * PITCH;
        return (
          <g key={who}>
            <Card
              x={4}
              y={y}
              width={220}
              height={42}
              title={who}
              tone={index === 1 ? 'accent' : index === 5 ? 'good' : 'plain'}
            />
            <Words x={246} y={y + 27} text={writes} />
            {index < 5 && (
              <Arrow
                points={[
                  [114, y + 44],
                  [114, y + PITCH - 2],
                ]}
                dashed={index > 0}
              />
            )}
          </g>
        );
      })}
      <Words x={596} y={344} text="dashed: notices by watching" at="end" size={14} soft />
    </Drawing>
  );
}
