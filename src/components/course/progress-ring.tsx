const RADIUS = 7;
const LENGTH = 2 * Math.PI * RADIUS;

/** A small ring that fills: how much of something is done. */
export function ProgressRing({ done, of }: { readonly done: number; readonly of: number }) {
  const share = of === 0 ? 0 : done / of;
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" role="img" aria-label={`${done} of ${of} done`}>
      <circle cx="10" cy="10" r={RADIUS} fill="none" stroke="var(--line-strong)" strokeWidth="2.5" />
      <circle
        cx="10"
        cy="10"
        r={RADIUS}
        fill="none"
        stroke="var(--good)"
        strokeWidth="2.5"
        strokeDasharray={`${share * LENGTH} ${LENGTH}`}
        transform="rotate(-90 10 10)"
      />
    </svg>
  );
}
