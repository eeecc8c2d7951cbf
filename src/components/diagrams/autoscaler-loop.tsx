import { Arrow, Card, Drawing, Words } from './parts';

/** How a HorizontalPodAutoscaler comes to its number. */
export function AutoscalerLoop() {
  return (
    <Drawing
      name="autoscaler-loop"
      title="The loop of an autoscaler"
      text="Three pods use cpu. The metrics server collects from the kubelets what they use. The HorizontalPodAutoscaler asks it every 15 seconds, computes how many replicas keep the average use at the wanted value, and writes that number into the Deployment, which makes or removes pods."
      height={270}
    >
      <Card x={20} y={110} width={130} height={60} title="Deployment" lines={['replicas: 3']} />
      {[0, 1, 2].map((pod) => (
        <Card
          key={pod}
          x={235}
          y={60 + pod * 62}
          width={130}
          height={46}
          title={`pod: ${['180m', '150m', '210m'][pod]}`}
          tone="good"
        />
      ))}
      <Card x={450} y={110} width={140} height={60} title="metrics server" lines={['asks kubelets']} />
      <Card x={195} y={6} width={210} height={40} title="HorizontalPodAutoscaler" tone="accent" />
      {[83, 145, 207].map((y) => (
        <Arrow
          key={y}
          points={[
            [365, y],
            [448, 140],
          ]}
        />
      ))}
      <Arrow
        tone="accent"
        points={[
          [520, 110],
          [520, 26],
          [407, 26],
        ]}
      />
      <Arrow
        tone="accent"
        points={[
          [195, 26],
          [85, 26],
          [85, 108],
        ]}
      />
      <Arrow
        points={[
          [150, 140],
          [233, 140],
        ]}
      />
      <Words x={510} y={62} text="use, every 15 s" size={14} at="end" soft />
      <Words x={95} y={75} text="the number" size={14} soft />
      <Words x={300} y={258} text="3 replicas × 180m ÷ 100m wanted = 5.4, so 6" at="middle" size={15} mono />
    </Drawing>
  );
}
