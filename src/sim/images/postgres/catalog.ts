/** What a simulated PostgreSQL knows of itself: its superuser and its databases, kept in its folder. */
import type { ContainerFs } from '../../contracts';

export interface Catalog {
  readonly superuser: string;
  readonly databases: readonly string[];
}

const FILE = 'global/pg_database.json';

export const writeCatalog = (fs: ContainerFs, data: string, catalog: Catalog): Promise<void> =>
  fs.writeFile(`${data}/${FILE}`, `${JSON.stringify(catalog)}\n`, { mode: 0o600 });

/** Folders from before there was one have what every cluster has. */
export async function readCatalog(fs: ContainerFs, data: string): Promise<Catalog> {
  try {
    return JSON.parse(new TextDecoder().decode(await fs.readFile(`${data}/${FILE}`))) as Catalog;
  } catch {
    return { superuser: 'postgres', databases: ['postgres', 'template0', 'template1'] };
  }
}

const LOCALE = 'en_US.utf8';
const COLUMNS = {
  14: ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'Access privileges'],
  15: ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype', 'ICU Locale', 'Locale Provider', 'Access privileges'],
  16: [
    'Name',
    'Owner',
    'Encoding',
    'Locale Provider',
    'Collate',
    'Ctype',
    'ICU Locale',
    'ICU Rules',
    'Access privileges',
  ],
  17: [
    'Name',
    'Owner',
    'Encoding',
    'Locale Provider',
    'Collate',
    'Ctype',
    'Locale',
    'ICU Rules',
    'Access privileges',
  ],
} as const;

/** `psql -l` */
// upstream: postgres src/bin/psql/describe.c listAllDbs
export function databaseList({ superuser, databases }: Catalog, major: number, tuplesOnly: boolean): string {
  const columns = COLUMNS[Math.min(17, Math.max(14, major)) as keyof typeof COLUMNS];
  const rows = databases.toSorted().map((name) => {
    const privileges = name.startsWith('template') ? `=c/${superuser}\n${superuser}=CTc/${superuser}` : '';
    const known: Readonly<Record<string, string>> = {
      Name: name,
      Owner: superuser,
      Encoding: 'UTF8',
      'Locale Provider': 'libc',
      Collate: LOCALE,
      Ctype: LOCALE,
      'Access privileges': privileges,
    };
    return columns.map((column) => known[column] ?? '');
  });
  return table('List of databases', { columns, rows, tuplesOnly });
}

// upstream: postgres src/fe_utils/print.c print_aligned_text
function table(
  title: string,
  of: { columns: readonly string[]; rows: readonly (readonly string[])[]; tuplesOnly: boolean },
): string {
  const { columns, rows, tuplesOnly } = of;
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...rows.flatMap((row) => (row[i] ?? '').split('\n').map((line) => line.length))),
  );
  const body = rows.map((row) => rowLines(row, widths)).join('');
  if (tuplesOnly) return `${body}\n`;
  const total = widths.reduce((sum, width) => sum + width, 0) + widths.length * 3 - 1;
  const head = columns.map((name, i) => ` ${centered(name, widths[i] ?? 0)} `).join('|');
  const rule = widths.map((width) => '-'.repeat(width + 2)).join('+');
  const indent = ' '.repeat(Math.max(0, Math.floor((total - title.length) / 2)));
  return `${indent}${title}\n${head}\n${rule}\n${body}(${rows.length} rows)\n\n`;
}

function centered(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return `${' '.repeat(left)}${text}`.padEnd(width);
}

/** A cell of several lines says so by "+" behind those that go on. */
function rowLines(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell) => cell.split('\n'));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, i) => {
        const [text = '', goesOn] = [lines[line], line + 1 < lines.length];
        const isLast = i === cells.length - 1;
        const padded = isLast && !goesOn ? text : text.padEnd(widths[i] ?? 0);
        return ` ${padded}${goesOn ? '+' : isLast ? '' : ' '}`;
      })
      .join('|'),
  )
    .map((text) => `${text}\n`)
    .join('');
}
