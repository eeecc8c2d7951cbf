import { Arrow, Card, Drawing, Words } from './parts';

/** A write on its way into the store: who, may they, do we want that; and where it is turned away. */
export function Admission() {
  return (
    <Drawing
      name="admission"
      title="The way of a write"
      text="A request passes four stations before it is stored. Authentication asks who it is; unknown callers get 401. Authorization asks whether they may; others get 403 Forbidden. Admission that changes fills things in. Admission that validates says yes, or 403 Forbidden with what the object violates."
      height={226}
    >
      <Station x={4} title="who?" lines={['authen-', 'tication']} />
      <Station x={124} title="may they?" lines={['authori-', 'zation']} />
      <Station x={244} title="fill in" lines={['admission', 'that changes']} accent />
      <Station x={364} title="want it?" lines={['admission', 'that judges']} accent />
      <Card x={492} y={40} width={104} height={92} title="store" tone="good" />
      <Step from={104} to={122} />
      <Step from={224} to={242} />
      <Step from={344} to={362} />
      <Step from={464} to={490} />
      <Refusal x={54} lines={['401', 'Unauthorized']} />
      <Refusal x={174} lines={['403: cannot', 'create …']} />
      <Refusal x={414} lines={['403: violates …,', 'exceeded quota …']} />
    </Drawing>
  );
}

function Station(props: {
  readonly x: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly accent?: boolean;
}) {
  return (
    <Card
      x={props.x}
      y={40}
      width={100}
      height={92}
      title={props.title}
      lines={props.lines}
      tone={props.accent ? 'accent' : 'plain'}
    />
  );
}

function Step({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <Arrow
      points={[
        [from, 86],
        [to, 86],
      ]}
    />
  );
}

function Refusal({ x, lines }: { readonly x: number; readonly lines: readonly string[] }) {
  return (
    <g>
      <Arrow
        points={[
          [x, 132],
          [x, 168],
        ]}
        tone="bad"
        dashed
      />
      {lines.map((line, index) => (
        <Words key={line} x={x} y={188 + index * 18} text={line} at="middle" size={13} tone="bad" />
      ))}
    </g>
  );
}
