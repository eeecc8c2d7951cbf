import { Arrow, Card, Drawing, Words } from './parts';

const ROUTES = [
  { ask: 'shop.test/', service: 'front', tone: 'good' },
  { ask: 'shop.test/api', service: 'api', tone: 'accent' },
  { ask: 'api.test/', service: 'api', tone: 'accent' },
] as const;

/** Requests for hosts and paths through one controller to Services. */
export function IngressRoutes() {
  return (
    <Drawing
      name="ingress-routes"
      title="One door, routes by host and path"
      text="Three requests come to one ingress controller: for shop.test/, shop.test/api and api.test/. The first goes to the Service front, the other two to the Service api. The controller knows this from the Ingresses, which are lists of rules."
      height={236}
    >
      {ROUTES.map(({ ask, tone }, index) => {
        const y = 12 + index * 60;
        return (
          <g key={ask}>
            <Card x={4} y={y} width={150} height={42} title={ask} />
            <Arrow
              points={[
                [154, y + 21],
                [216, 74 + index * 10],
              ]}
              tone={tone}
            />
          </g>
        );
      })}
      <Card x={218} y={46} width={150} height={76} title="controller" lines={['one address']} tone="accent" />
      <Card x={218} y={176} width={150} height={54} title="Ingresses" lines={['rules']} dashed />
      <Arrow
        points={[
          [293, 176],
          [293, 124],
        ]}
        dashed
      />
      <Words x={304} y={156} text="reads" size={14} soft />
      <Card x={446} y={24} width={150} height={50} title="front" lines={['Service']} tone="good" />
      <Card x={446} y={104} width={150} height={50} title="api" lines={['Service']} tone="accent" />
      <Arrow
        points={[
          [368, 74],
          [444, 50],
        ]}
        tone="good"
      />
      <Arrow
        points={[
          [368, 94],
          [444, 128],
        ]}
        tone="accent"
      />
    </Drawing>
  );
}
