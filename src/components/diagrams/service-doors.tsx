import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** ClusterIP, NodePort, LoadBalancer: each is the one before with one more door. */
export function ServiceDoors() {
  return (
    <Drawing
      name="service-doors"
      title="Three doors, one inside the other"
      text="A load balancer with an address of its own leads to a port above 30000 that is open on every machine; that leads to the Service's cluster address, which leads to its ready pods. A LoadBalancer Service has all three doors, a NodePort Service the last two, a ClusterIP Service only the last."
      height={262}
    >
      <Words x={8} y={20} text="outside" strong soft />
      <Card x={4} y={96} width={118} height={78} title="customer" lines={['curl']} />
      <Frame x={146} y={30} width={446} height={222} label="LoadBalancer" detail="172.18.255.1:80" />
      <Frame x={168} y={72} width={402} height={164} label="NodePort" detail="any machine:30080" />
      <Frame x={190} y={114} width={190} height={106} label="ClusterIP" tone="accent" />
      <Words x={285} y={172} text="10.96.14.3:80" at="middle" size={15} mono />
      <Words x={285} y={198} text="from inside" at="middle" size={14} soft />
      <Card x={428} y={116} width={124} height={44} title="pod" tone="good" />
      <Card x={428} y={176} width={124} height={44} title="pod" tone="good" />
      <Arrow
        points={[
          [122, 135],
          [188, 135],
        ]}
      />
      <Arrow
        points={[
          [380, 160],
          [426, 140],
        ]}
        tone="good"
      />
      <Arrow
        points={[
          [380, 176],
          [426, 196],
        ]}
        tone="good"
      />
    </Drawing>
  );
}
