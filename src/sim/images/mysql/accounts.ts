/** What a simulated MySQL knows of itself: who may come in, and which databases there are, kept in its folder. */
import type { ContainerFs } from '../../contracts';

export const DATA = '/var/lib/mysql';
const FILE = `${DATA}/mysql/user.json`;

/** Passwords by user. */
export type Accounts = Readonly<Record<string, string>>;

export const writeAccounts = (fs: ContainerFs, accounts: Accounts): Promise<void> =>
  fs.writeFile(FILE, `${JSON.stringify(accounts)}\n`, { mode: 0o600 });

/** Folders from before there were accounts let everybody in: undefined. */
export async function readAccounts(fs: ContainerFs): Promise<Accounts | undefined> {
  try {
    return JSON.parse(new TextDecoder().decode(await fs.readFile(FILE))) as Accounts;
  } catch {
    return undefined;
  }
}

/** Each folder is one, and one is made of nothing. */
export async function databasesOf(fs: ContainerFs): Promise<readonly string[]> {
  const names = await fs.readdir(DATA);
  const found = await Promise.all(
    names.map(async (name) => ((await fs.stat(`${DATA}/${name}`)).type === 'directory' ? [name] : [])),
  );
  return ['information_schema', ...found.flat()].toSorted();
}
