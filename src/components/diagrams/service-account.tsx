import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** From account to token to request: who makes the token, where it lies, and what the API server makes of it. */
export function ServiceAccount() {
  return (
    <Drawing
      name="service-account"
      title="How a pod proves who it is"
      text="The kubelet asks the API server for a token for the pod's ServiceAccount and puts it into a file in the pod. The program sends it with its requests. The API server reads from it the user system:serviceaccount:default:reporter, and RBAC decides."
      height={330}
    >
      <Frame x={4} y={4} width={250} height={322} label="Node" detail="node01" dashed />
      <Card x={24} y={48} width={210} height={54} title="kubelet" lines={['fetches, renews']} />
      <Frame x={24} y={142} width={210} height={166} label="Pod" detail="reporter" />
      <Card x={40} y={182} width={178} height={44} title="file: token" tone="accent" />
      <Card x={40} y={250} width={178} height={44} title="program" />
      <Arrow
        points={[
          [129, 102],
          [129, 180],
        ]}
      />
      <Arrow
        points={[
          [129, 226],
          [129, 248],
        ]}
      />
      <Card x={376} y={48} width={220} height={54} title="API server" lines={['signs tokens, checks them']} />
      <Arrow
        points={[
          [376, 66],
          [236, 66],
        ]}
        tone="accent"
      />
      <Words x={306} y={56} text="token" at="middle" size={14} tone="accent" />
      <Arrow
        points={[
          [218, 272],
          [310, 272],
          [310, 88],
          [374, 88],
        ]}
      />
      <Words x={262} y={292} text="request" size={14} soft />
      <Card
        x={344}
        y={150}
        width={252}
        height={72}
        title="who"
        lines={['ServiceAccount reporter,', 'namespace default']}
      />
      <Card x={344} y={252} width={252} height={54} title="RBAC" lines={['may that user do this?']} />
      <Arrow
        points={[
          [486, 102],
          [486, 148],
        ]}
      />
      <Arrow
        points={[
          [486, 222],
          [486, 250],
        ]}
      />
    </Drawing>
  );
}
