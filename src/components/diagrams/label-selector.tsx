import { Arrow, Card, Drawing, Frame, Pill } from './parts';

const PODS = [
  { name: 'shop-1', labels: ['app=shop', 'tier=front'], chosen: true },
  { name: 'shop-2', labels: ['app=shop', 'tier=front'], chosen: true },
  { name: 'db-1', labels: ['app=shop', 'tier=data'], chosen: false },
  { name: 'blog-1', labels: ['app=blog', 'tier=front'], chosen: false },
] as const;

const PITCH = 149;

/** A selector with two conditions, and which of four pods it chooses: those that carry both labels. */
export function LabelSelector() {
  return (
    <Drawing
      name="label-selector"
      title="A selector chooses by labels"
      text="A Service's selector says app=shop and tier=front. Of four pods it chooses shop-1 and shop-2, which carry both labels. db-1 carries app=shop but tier=data, and blog-1 carries tier=front but app=blog; neither is chosen."
      height={300}
    >
      <Frame x={130} y={4} width={340} height={92} label="Service shop" detail="selector" tone="accent" />
      <Pill x={156} y={52} width={136} text="app=shop" tone="accent" mono />
      <Pill x={306} y={52} width={138} text="tier=front" tone="accent" mono />
      {PODS.map(({ name, labels, chosen }, index) => {
        const x = 4 + index * PITCH;
        return (
          <g key={name}>
            <Card x={x} y={160} width={145} height={40} title={name} tone={chosen ? 'good' : 'plain'} />
            {labels.map((label, row) => (
              <Pill
                key={label}
                x={x + 8}
                y={212 + row * 36}
                width={129}
                text={label}
                tone={label === 'app=shop' || label === 'tier=front' ? 'good' : 'bad'}
                mono
              />
            ))}
            {chosen && (
              <Arrow
                points={[
                  [200 + index * 90, 96],
                  [x + 72, 158],
                ]}
                tone="good"
              />
            )}
          </g>
        );
      })}
    </Drawing>
  );
}
