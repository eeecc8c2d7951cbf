import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** A connection passes the sender's egress and the receiver's ingress. */
export function PolicyGates() {
  return (
    <Drawing
      name="policy-gates"
      title="Two gates for each connection"
      text="A pod labelled role=friend and another pod both want to reach the vault. Each has an egress gate of its own, open as no policy selects them. The vault has an ingress gate: a policy selects it and lets role=friend in. The friend's connection passes, the other one ends at the gate, without an answer."
      height={220}
    >
      <Card x={4} y={16} width={150} height={64} title="friend" lines={['role=friend']} tone="good" mono />
      <Card x={4} y={128} width={150} height={64} title="other" lines={['no such label']} />
      <Frame x={392} y={8} width={204} height={196} label="policy vault" tone="accent" dashed />
      <Card x={436} y={80} width={136} height={64} title="vault" lines={['app=vault']} mono />
      <rect x="384" y="82" width="16" height="60" rx="4" fill="var(--accent)" />
      <rect x="166" y="30" width="8" height="36" rx="4" fill="var(--good)" />
      <rect x="166" y="142" width="8" height="36" rx="4" fill="var(--good)" />
      <Arrow
        points={[
          [176, 48],
          [382, 100],
        ]}
        tone="good"
      />
      <Arrow
        points={[
          [402, 106],
          [434, 110],
        ]}
        tone="good"
      />
      <Arrow
        points={[
          [176, 160],
          [378, 124],
        ]}
        tone="bad"
      />
      <Words x={280} y={56} text="let in" size={14} at="middle" tone="good" />
      <Words x={290} y={172} text="dropped: silence" size={14} at="middle" tone="bad" />
      <Words x={170} y={112} text="egress: open" size={14} soft />
      <Words x={494} y={178} text="from: role=friend" size={14} at="middle" soft />
    </Drawing>
  );
}
