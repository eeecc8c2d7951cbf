import { Arrow, Card, Drawing, Words } from './parts';

const KINDS = [
  { title: 'ordinary', answer: 'one address', goes: 'any ready pod', tone: 'accent' },
  { title: 'headless', answer: 'all pods’ addresses', goes: 'you choose', tone: 'plain' },
  { title: 'no selector', answer: 'one address', goes: 'what you wrote', tone: 'plain' },
  { title: 'ExternalName', answer: 'another name', goes: 'ask for that one', tone: 'plain' },
] as const;

/** What the DNS answers for each kind of Service, and where a connection then goes. */
export function EndpointKinds() {
  return (
    <Drawing
      name="endpoint-kinds"
      title="Four kinds of Services and what their names lead to"
      text="An ordinary Service's name is answered with one address, which leads to any ready pod. A headless one with all pods' addresses; you choose. One without a selector with one address, which leads to the endpoints that you wrote down. An ExternalName with another name, which is asked for instead."
      height={232}
    >
      <Words x={70} y={20} text="Service" at="middle" strong soft />
      <Words x={285} y={20} text="the DNS answers" at="middle" strong soft />
      <Words x={510} y={20} text="it leads to" at="middle" strong soft />
      {KINDS.map(({ title, answer, goes, tone }, index) => {
        const y = 34 + index * 49;
        return (
          <g key={title}>
            <Card x={2} y={y} width={140} height={40} title={title} tone={tone} />
            <Arrow
              points={[
                [142, y + 20],
                [188, y + 20],
              ]}
            />
            <Card x={190} y={y} width={190} height={40} title={answer} />
            <Arrow
              points={[
                [380, y + 20],
                [422, y + 20],
              ]}
            />
            <Card x={424} y={y} width={174} height={40} title={goes} tone="good" />
          </g>
        );
      })}
    </Drawing>
  );
}
