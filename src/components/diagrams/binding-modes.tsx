import { Arrow, Card, Drawing, Words } from './parts';

/** Immediate against WaitForFirstConsumer: which comes first, the disk or the machine. */
export function BindingModes() {
  return (
    <Drawing
      name="binding-modes"
      title="First the disk, or first the machine"
      text="With Immediate, a claim gets its volume at once, and the pod has to run where the volume can be reached. With WaitForFirstConsumer the claim waits; a pod comes, the scheduler chooses a machine, and the volume is made there."
      height={232}
    >
      <Words x={4} y={22} text="Immediate" strong mono />
      <Card x={4} y={36} width={110} height={54} title="claim" tone="accent" />
      <Card x={166} y={36} width={110} height={54} title="disk" tone="good" />
      <Card x={328} y={36} width={110} height={54} title="pod" />
      <Card x={474} y={36} width={122} height={54} title="machine" lines={['near the disk']} />
      <Arrow
        points={[
          [114, 63],
          [164, 63],
        ]}
      />
      <Arrow
        points={[
          [276, 63],
          [326, 63],
        ]}
      />
      <Arrow
        points={[
          [438, 63],
          [472, 63],
        ]}
      />
      <Words x={4} y={142} text="WaitForFirstConsumer" strong mono />
      <Card x={4} y={156} width={110} height={54} title="claim" lines={['waits']} tone="accent" dashed />
      <Card x={166} y={156} width={110} height={54} title="pod" />
      <Card x={328} y={156} width={110} height={54} title="machine" lines={['any that fits']} />
      <Card x={474} y={156} width={122} height={54} title="disk" lines={['made there']} tone="good" />
      <Arrow
        points={[
          [114, 183],
          [164, 183],
        ]}
      />
      <Arrow
        points={[
          [276, 183],
          [326, 183],
        ]}
      />
      <Arrow
        points={[
          [438, 183],
          [472, 183],
        ]}
      />
    </Drawing>
  );
}
