import { Arrow, Card, Drawing } from './parts';

/** Revisions of a Deployment, each with its ReplicaSet and its own ConfigMap that never changes. */
export function ImmutableConfig() {
  return (
    <Drawing
      name="immutable-config"
      title="Every revision with its own settings"
      text="The Deployment inn has two ReplicaSets. The one of revision 1 has no pods and its template refers to the ConfigMap menu-v1. The one of revision 2 has two pods and refers to menu-v2. Both ConfigMaps are immutable, so going back to revision 1 brings back its settings as well."
      height={200}
    >
      <Card x={4} y={66} width={132} height={64} title="Deployment" lines={['inn']} mono tone="accent" />
      <Card x={188} y={14} width={176} height={70} title="ReplicaSet 1" lines={['0 pods']} dashed />
      <Card x={188} y={114} width={176} height={70} title="ReplicaSet 2" lines={['2 pods']} tone="good" />
      <Card x={420} y={14} width={176} height={70} title="ConfigMap" lines={['menu-v1']} mono />
      <Card x={420} y={114} width={176} height={70} title="ConfigMap" lines={['menu-v2']} mono tone="good" />
      <Arrow
        points={[
          [136, 84],
          [162, 84],
          [162, 49],
          [186, 49],
        ]}
        dashed
      />
      <Arrow
        points={[
          [136, 112],
          [162, 112],
          [162, 149],
          [186, 149],
        ]}
        tone="good"
      />
      <Arrow
        points={[
          [364, 49],
          [418, 49],
        ]}
        dashed
      />
      <Arrow
        points={[
          [364, 149],
          [418, 149],
        ]}
        tone="good"
      />
    </Drawing>
  );
}
