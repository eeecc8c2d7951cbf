import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** Two init containers in a row, then two main containers side by side, over time. */
export function InitOrder() {
  return (
    <Drawing
      name="init-order"
      title="Init containers run one by one"
      text="Over time from left to right: the init container wait-for-db runs to its end, then write-page runs to its end. Only then the main containers web and helper are started, both at once, and go on."
      height={236}
    >
      <Frame x={4} y={4} width={592} height={176} label="Pod" tone="accent" />
      <Card x={24} y={72} width={140} height={60} title="wait-for-db" lines={['ends with 0']} tone="good" />
      <Arrow
        points={[
          [166, 102],
          [194, 102],
        ]}
      />
      <Card x={196} y={72} width={140} height={60} title="write-page" lines={['ends with 0']} tone="good" />
      <Arrow
        points={[
          [338, 102],
          [352, 102],
          [352, 66],
          [380, 66],
        ]}
      />
      <Arrow
        points={[
          [338, 102],
          [352, 102],
          [352, 138],
          [380, 138],
        ]}
      />
      <Card x={382} y={40} width={194} height={52} title="web" lines={['goes on']} />
      <Card x={382} y={112} width={194} height={52} title="helper" lines={['goes on']} />
      <Arrow
        points={[
          [24, 206],
          [576, 206],
        ]}
      />
      <Words x={24} y={230} text="Init:0/2" size={14} mono soft />
      <Words x={196} y={230} text="Init:1/2" size={14} mono soft />
      <Words x={382} y={230} text="Running, 2/2" size={14} mono soft />
    </Drawing>
  );
}
