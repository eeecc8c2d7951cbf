import { Arrow, Card, Drawing, Frame, Words } from './parts';

/** From a key to a certificate: the request goes to the cluster, is approved and signed, and comes back. */
export function NewJoiner() {
  return (
    <Drawing
      name="new-joiner"
      title="How a newcomer gets a certificate"
      text="On Ben's machine there is a private key, which stays there. A request made with it goes to the cluster as a CertificateSigningRequest. An administrator approves it, a controller signs it, and the certificate goes back to Ben's kubeconfig, beside the key."
      height={338}
    >
      <Frame x={4} y={4} width={216} height={330} label="Ben's machine" />
      <Frame x={324} y={4} width={272} height={330} label="The cluster" />
      <Card x={24} y={46} width={176} height={60} title="private key" lines={['stays here']} />
      <Card
        x={24}
        y={146}
        width={176}
        height={60}
        title="request"
        lines={['CN=ben  O=testers']}
        mono
        tone="accent"
      />
      <Card x={24} y={256} width={176} height={60} title="kubeconfig" lines={['key + certificate']} />
      <Arrow
        points={[
          [112, 106],
          [112, 144],
        ]}
      />
      <Arrow
        points={[
          [200, 176],
          [272, 176],
          [272, 76],
          [334, 76],
        ]}
        tone="accent"
      />
      <Card x={336} y={46} width={248} height={60} title="CertificateSigningRequest" lines={['Pending']} />
      <Arrow
        points={[
          [460, 106],
          [460, 144],
        ]}
      />
      <Words x={472} y={131} text="you approve" size={14} soft />
      <Card x={336} y={146} width={248} height={60} title="the same object" lines={['Approved']} />
      <Arrow
        points={[
          [460, 206],
          [460, 254],
        ]}
      />
      <Words x={472} y={236} text="a controller signs" size={14} soft />
      <Card x={336} y={256} width={248} height={60} title="certificate" lines={['Issued']} tone="good" />
      <Arrow
        points={[
          [336, 286],
          [202, 286],
        ]}
        tone="good"
      />
    </Drawing>
  );
}
