import { Card, Drawing, Pill, Words } from './parts';

const COLUMNS = [
  { x: 4, title: 'your last file' },
  { x: 156, title: 'your file now' },
  { x: 308, title: 'live' },
  { x: 460, title: 'live afterwards' },
] as const;

const ROWS = [
  { cells: ['image: 1.28', 'image: 1.29', 'image: 1.28', 'image: 1.29'], tone: 'accent', why: 'changed' },
  {
    cells: ['debug: on', '', 'debug: on', ''],
    tone: 'bad',
    why: 'removed: it was yours, and you took it out',
  },
  { cells: ['', '', 'team: blue', 'team: blue'], tone: 'good', why: 'kept: it never was yours' },
] as const;

/** What apply does with three fields: one that you changed, one that you took out, and one of somebody else's. */
export function ThreeWayApply() {
  return (
    <Drawing
      name="three-way-apply"
      title="What apply compares"
      text="Four columns: your last file, your file now, the live object, and the live object afterwards. image was 1.28 and is 1.29 in your file: it is changed. debug was in your last file and is no longer in it: it is removed. team was in neither of your files, only in the live object: it is kept."
      height={312}
    >
      {COLUMNS.map(({ x, title }, index) => (
        <Card
          key={title}
          x={x}
          y={4}
          width={136}
          height={44}
          title={title}
          tone={index === 3 ? 'accent' : 'plain'}
        />
      ))}
      {ROWS.map(({ cells, tone, why }, row) => {
        const y = 70 + row * 84;
        return (
          <g key={why}>
            {COLUMNS.map(({ x }, column) =>
              cells[column] ? (
                <Pill
                  key={x}
                  x={x}
                  y={y}
                  width={136}
                  text={cells[column]}
                  tone={column === 3 ? tone : 'plain'}
                  mono
                />
              ) : (
                <Words key={x} x={x + 68} y={y + 19} text="–" at="middle" soft />
              ),
            )}
            <Words x={596} y={y + 52} text={why} at="end" size={14} tone={tone} />
          </g>
        );
      })}
    </Drawing>
  );
}
