import { Arrow, Card, Drawing, Words } from './parts';

/** Pod, claim, volume, class: who names whom. */
export function VolumeClaim() {
  return (
    <Drawing
      name="volume-claim"
      title="From a pod to its disk"
      text="A pod names a claim. The claim says what is needed: 1Gi, ReadWriteOnce, a class. Claim and volume are bound to each other, one to one. The volume names the real disk. It was made by hand, or by the class's program for this claim."
      height={270}
    >
      <Card x={6} y={40} width={120} height={78} title="Pod" lines={['mounts a claim']} />
      <Card
        x={186}
        y={28}
        width={172}
        height={102}
        title="Claim"
        lines={['1Gi, one writer,', 'class manual']}
        tone="accent"
      />
      <Card
        x={424}
        y={28}
        width={170}
        height={102}
        title="Volume"
        lines={['5Gi, class manual,', 'where it really is']}
      />
      <Arrow
        points={[
          [126, 79],
          [184, 79],
        ]}
      />
      <Arrow
        points={[
          [358, 67],
          [422, 67],
        ]}
        tone="accent"
      />
      <Arrow
        points={[
          [424, 93],
          [360, 93],
        ]}
        tone="accent"
      />
      <Words x={391} y={20} text="bound, one to one" size={14} at="middle" soft />
      <Card
        x={186}
        y={190}
        width={172}
        height={68}
        title="StorageClass"
        lines={['makes one for a claim']}
        dashed
      />
      <Card x={424} y={190} width={170} height={68} title="Somebody" lines={['makes one by hand']} dashed />
      <Arrow
        points={[
          [272, 132],
          [272, 188],
        ]}
        dashed
      />
      <Arrow
        points={[
          [358, 208],
          [470, 132],
        ]}
        dashed
      />
      <Arrow
        points={[
          [540, 190],
          [540, 132],
        ]}
        dashed
      />
      <Words x={262} y={165} text="names" size={14} at="end" soft />
    </Drawing>
  );
}
