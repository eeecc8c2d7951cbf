import { Card, Drawing, Frame, Words } from './parts';

/** Where each field of a security context stands: on the pod, on a container, or on both. */
export function SecurityContext() {
  return (
    <Drawing
      name="security-context"
      title="Where a security context can be said"
      text="On the pod: fsGroup, for its volumes. On the pod or on a container, where the container wins: runAsUser, runAsGroup, runAsNonRoot, seccompProfile. On a container only: capabilities, allowPrivilegeEscalation, readOnlyRootFilesystem, privileged."
      height={270}
    >
      <Frame x={4} y={4} width={592} height={262} label="Pod" detail="spec.securityContext" />
      <Card x={24} y={48} width={170} height={70} title="fsGroup" lines={['for the volumes']} tone="accent" />
      <Card
        x={214}
        y={48}
        width={362}
        height={70}
        title="runAsUser, runAsGroup"
        lines={['runAsNonRoot, seccompProfile']}
        tone="accent"
      />
      <Frame x={214} y={142} width={362} height={108} label="Container" detail="securityContext" />
      <Words x={230} y={194} text="the same four: the container wins" size={14} soft />
      <Words x={230} y={216} text="capabilities, allowPrivilegeEscalation," size={14} />
      <Words x={230} y={236} text="readOnlyRootFilesystem" size={14} />
      <Words x={109} y={200} text="only the pod" at="middle" size={14} soft />
      <Words x={109} y={220} text="has volumes" at="middle" size={14} soft />
    </Drawing>
  );
}
