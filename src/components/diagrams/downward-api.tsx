import { Arrow, Card, Drawing, Frame, Pill, Words } from './parts';

const ROWS = [
  { field: 'metadata.name', becomes: 'POD_NAME', file: false },
  { field: 'spec.nodeName', becomes: 'NODE_NAME', file: false },
  { field: 'status.podIP', becomes: 'POD_IP', file: false },
  { field: 'limits.memory', becomes: 'MEMORY_MIB', file: false },
  { field: 'metadata.labels', becomes: '/etc/podinfo/labels', file: true },
] as const;

/** Fields of the pod's object on the left, what the container sees of them on the right. */
export function DownwardApi() {
  return (
    <Drawing
      name="downward-api"
      title="From the pod's object into its containers"
      text="Fields of the pod's object become environment variables of its container: metadata.name becomes POD_NAME, spec.nodeName becomes NODE_NAME, status.podIP becomes POD_IP, limits.memory becomes MEMORY_MIB. metadata.labels becomes the file /etc/podinfo/labels, which is kept up to date."
      height={296}
    >
      <Frame x={4} y={4} width={230} height={288} label="Pod object" detail="aware" />
      <Frame x={366} y={4} width={230} height={288} label="Container" tone="accent" />
      {ROWS.map(({ field, becomes, file }, index) => {
        const y = 50 + index * 46 + (file ? 6 : 0);
        return (
          <g key={field}>
            <Pill x={22} y={y} width={194} text={field} mono />
            <Arrow
              points={[
                [218, y + 14],
                [380, y + 14],
              ]}
              tone={file ? 'good' : 'accent'}
              dashed={file}
            />
            {file ? (
              <Card
                x={382}
                y={y - 10}
                width={200}
                height={48}
                title="a file"
                lines={[becomes]}
                tone="good"
                mono
              />
            ) : (
              <Pill x={384} y={y} width={196} text={becomes} tone="accent" mono />
            )}
          </g>
        );
      })}
      <Words x={300} y={56} text="at the start" at="middle" size={14} soft />
      <Words x={300} y={284} text="kept up to date" at="middle" size={14} tone="good" />
    </Drawing>
  );
}
