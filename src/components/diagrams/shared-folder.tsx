import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** Two containers of a pod that mount one emptyDir at different paths, and share one address. */
export function SharedFolder() {
  return (
    <Drawing
      name="shared-folder"
      title="One folder, two paths"
      text="A pod with the containers clock and web. clock mounts the volume shared at /pages and writes index.html there. web mounts the same volume at /usr/share/nginx/html and serves the file. Both have the pod's one IP address and reach each other on localhost."
      height={266}
    >
      <Frame
        x={4}
        y={4}
        width={592}
        height={258}
        label="Pod pair"
        detail="one IP, one localhost"
        tone="accent"
      />
      <Card x={28} y={56} width={240} height={62} title="clock" lines={['writes index.html']} />
      <Card x={332} y={56} width={240} height={62} title="web" lines={['serves index.html']} />
      <Arrow
        points={[
          [148, 120],
          [148, 158],
          [238, 180],
        ]}
        tone="accent"
      />
      <Arrow
        points={[
          [362, 180],
          [452, 158],
          [452, 122],
        ]}
        tone="accent"
      />
      <Words x={40} y={152} text="/pages" size={14} mono soft />
      <Words x={572} y={152} text="…/nginx/html" size={14} at="end" mono soft />
      <Card
        x={180}
        y={182}
        width={240}
        height={62}
        title="volume: shared"
        lines={['emptyDir, lives as long as the pod']}
        tone="good"
      />
    </Drawing>
  );
}
