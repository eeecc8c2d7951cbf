import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** What stands between a team and its pods: RBAC, LimitRange, ResourceQuota, in the order in which they judge. */
export function TeamNamespace() {
  return (
    <Drawing
      name="team-namespace"
      title="Three fences of a namespace"
      text="A request of the green team for a new pod passes three fences at the namespace team-green. RBAC asks whether the group may create pods. The LimitRange fills in requests and limits where the container says none. The ResourceQuota asks whether the sum still fits. Then the pod is in the namespace."
      height={250}
    >
      <Card x={4} y={76} width={96} height={64} title="gita" lines={['green']} />
      <Frame x={132} y={4} width={464} height={242} label="Namespace" detail="team-green" />
      <Fence x={152} title="RBAC" lines={['may she', 'create pods?']} />
      <Fence x={278} title="LimitRange" lines={['fills in', 'each container']} />
      <Fence x={404} title="Quota" lines={['does the sum', 'still fit?']} />
      <Card x={528} y={76} width={52} height={64} title="pod" tone="good" />
      <Arrow
        points={[
          [100, 108],
          [150, 108],
        ]}
      />
      <Arrow
        points={[
          [260, 108],
          [276, 108],
        ]}
      />
      <Arrow
        points={[
          [386, 108],
          [402, 108],
        ]}
      />
      <Arrow
        points={[
          [508, 108],
          [526, 108],
        ]}
      />
      <Words x={206} y={200} text="no rule: refused" at="middle" size={14} tone="bad" />
      <Words x={456} y={200} text="too much: refused" at="middle" size={14} tone="bad" />
      <Words x={332} y={226} text="+ cpu: 250m, memory: 64Mi" at="middle" size={14} tone="accent" mono />
    </Drawing>
  );
}

function Fence(props: { readonly x: number; readonly title: string; readonly lines: readonly string[] }) {
  return (
    <Card
      x={props.x}
      y={54}
      width={props.x === 404 ? 104 : 108}
      height={108}
      title={props.title}
      lines={props.lines}
      tone="accent"
    />
  );
}
