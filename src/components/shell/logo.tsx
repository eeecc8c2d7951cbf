/** The mark: a hull that stands on the waves by its own legs. Drawn in the text's colour and the accent. */
export function Logo({ size = 26 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M5 13h22l-3.2 7.2a3 3 0 0 1-2.7 1.8H10.9a3 3 0 0 1-2.7-1.8L5 13Z" fill="var(--accent)" />
      <path d="M16 4v9M16 5l7 6h-7" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      <path
        d="M3 27c2.2 0 2.2-1.6 4.3-1.6S9.500 27 11.700 27s2.200-1.600 4.300-1.600S18.100 27 20.300 27s2.200-1.600 4.300-1.600S26.800 27 29 27"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}
