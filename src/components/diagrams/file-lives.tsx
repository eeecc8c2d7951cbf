import { Drawing, Words } from './parts';

const LIVES = [
  { label: 'container’s own files', end: 190, until: 'the container ends', tone: 'var(--bad)' },
  { label: 'emptyDir', end: 320, until: 'the pod goes', tone: 'var(--warn)' },
  { label: 'hostPath', end: 450, until: 'the machine goes', tone: 'var(--accent)' },
  { label: 'claim', end: 580, until: 'somebody deletes it', tone: 'var(--good)' },
] as const;

/** How long files live, by where they are kept. */
export function FileLives() {
  return (
    <Drawing
      name="file-lives"
      title="How long files live"
      text="Four bars of growing length. A container's own files live until the container ends. An emptyDir lives until the pod goes. A hostPath lives until the machine goes. A claim lives until somebody deletes it."
      height={216}
    >
      {LIVES.map(({ label, end, until, tone }, index) => {
        const y = 22 + index * 50;
        return (
          <g key={label}>
            <Words x={8} y={y} text={label} strong />
            <rect x="8" y={y + 8} width={end - 8} height="12" rx="6" fill={tone} />
            <Words
              x={end > 400 ? end : end + 10}
              y={end > 400 ? y : y + 19}
              text={until}
              size={14}
              at={end > 400 ? 'end' : 'start'}
              soft
            />
          </g>
        );
      })}
    </Drawing>
  );
}
