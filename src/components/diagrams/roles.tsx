import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** Subject, binding, rules; and the three ways to combine them, by how far they reach. */
export function Roles() {
  return (
    <Drawing
      name="roles"
      title="Bindings tie subjects to rules"
      text="Three ways. A RoleBinding with a Role, both in one namespace: the rules hold in that namespace. A RoleBinding with a ClusterRole: the rules are written once for all, and still hold in the binding's namespace only. A ClusterRoleBinding with a ClusterRole: the rules hold in the whole cluster."
      height={376}
    >
      <Words x={72} y={22} text="who" at="middle" strong soft />
      <Words x={262} y={22} text="binding" at="middle" strong soft />
      <Words x={468} y={22} text="rules" at="middle" strong soft />
      <Frame x={150} y={40} width={446} height={98} label="" detail="namespace demo" dashed />
      <Frame x={150} y={156} width={224} height={98} label="" detail="namespace demo" dashed />
      <Row y={76} binding="RoleBinding" rules="Role" tone="plain" />
      <Row y={192} binding="RoleBinding" rules="ClusterRole" tone="plain" />
      <Row y={290} binding="ClusterRoleBinding" rules="ClusterRole" tone="accent" />
      <Words x={373} y={366} text="holds in the whole cluster" at="middle" size={14} tone="accent" />
    </Drawing>
  );
}

function Row(props: {
  readonly y: number;
  readonly binding: string;
  readonly rules: string;
  readonly tone: 'plain' | 'accent';
}) {
  const { y, binding, rules, tone } = props;
  const middle = y + 27;
  return (
    <g>
      <Card x={4} y={y} width={120} height={54} title="ben" lines={['User']} />
      <Card x={166} y={y} width={192} height={54} title={binding} tone={tone} />
      <Card x={396} y={y} width={184} height={54} title={rules} lines={['verbs on resources']} tone={tone} />
      <Arrow
        points={[
          [166, middle],
          [126, middle],
        ]}
        tone={tone}
      />
      <Arrow
        points={[
          [358, middle],
          [394, middle],
        ]}
        tone={tone}
      />
    </g>
  );
}
