import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** One ConfigMap, two ways into a container: variables once at the start, files again and again. */
export function ConfigMap() {
  return (
    <Drawing
      name="config-map"
      title="Two ways from a ConfigMap into a container"
      text="A ConfigMap with the key GREETING. One way leads to an environment variable of the container, which is set once, at its start. The other leads to a file in a volume, which the kubelet keeps up to date."
      height={250}
    >
      <Card
        x={4}
        y={82}
        width={180}
        height={86}
        title="ConfigMap harbour"
        lines={['GREETING: ahoy', 'LIGHT: green']}
        mono
        tone="accent"
      />
      <Frame x={356} y={4} width={240} height={242} label="Container" detail="main" />
      <Card x={376} y={46} width={200} height={74} title="environment" lines={['GREETING=ahoy']} mono />
      <Card
        x={376}
        y={150}
        width={200}
        height={74}
        title="files"
        lines={['/etc/harbour/GREETING']}
        mono
        tone="good"
      />
      <Arrow
        points={[
          [184, 106],
          [220, 106],
          [220, 83],
          [374, 83],
        ]}
        dashed
      />
      <Arrow
        points={[
          [184, 144],
          [220, 144],
          [220, 187],
          [374, 187],
        ]}
        tone="good"
      />
      <Words x={228} y={73} text="once, at the start" size={14} soft />
      <Words x={228} y={177} text="again and again" size={14} tone="good" />
    </Drawing>
  );
}
