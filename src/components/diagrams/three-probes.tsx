import { Arrow, Card, Drawing, Pill, Words } from './parts';

/** The three probes over a container's time, and what the failure of each does. */
export function ThreeProbes() {
  return (
    <Drawing
      name="three-probes"
      title="When which probe is asked"
      text="Over time from left to right. From the start only the startup probe is asked, until it succeeds once. From then on the liveness and the readiness probe are asked again and again, side by side. A failing startup or liveness probe restarts the container; a failing readiness probe takes the pod out of its Services."
      height={240}
    >
      <path d="M232 40v142" stroke="var(--line-strong)" strokeDasharray="4 5" />
      <Pill x={172} y={8} width={120} text="succeeds once" tone="good" />
      <Card x={4} y={74} width={220} height={64} title="startup" lines={['is it up at last?']} tone="warn" />
      <Card
        x={240}
        y={48}
        width={196}
        height={58}
        title="liveness"
        lines={['does it still live?']}
        tone="bad"
      />
      <Card
        x={240}
        y={118}
        width={196}
        height={58}
        title="readiness"
        lines={['may it be asked now?']}
        tone="accent"
      />
      <Words x={450} y={72} text="fails: container" size={14} tone="bad" />
      <Words x={450} y={91} text="is restarted" size={14} tone="bad" />
      <Words x={450} y={142} text="fails: no visitors" size={14} />
      <Words x={450} y={161} text="for the time being" size={14} />
      <Words x={4} y={160} text="fails: restarted" size={14} tone="bad" />
      <Arrow
        points={[
          [4, 206],
          [596, 206],
        ]}
      />
      <Words x={4} y={230} text="container is started" size={14} soft />
      <Words x={596} y={230} text="time" size={14} at="end" soft />
    </Drawing>
  );
}
