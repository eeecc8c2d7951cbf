/** The documentation of types and fields, loaded by Go package when somebody asks. */
import { DOCS } from './generated/docs';

/** d: of the type, p: of its fields, r: which of them are required. */
export interface TypeDocs {
  readonly d?: string;
  readonly p?: Readonly<Record<string, string>>;
  readonly r?: readonly string[];
}

/** By type name ("core.v1.Pod"): all types of the packages that these names are in. */
export async function loadDocs(names: readonly string[]): Promise<Readonly<Record<string, TypeDocs>>> {
  const packages = new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))));
  const loaded = await Promise.all([...packages].map(async (name) => (await DOCS[name]?.())?.DOCS ?? '{}'));
  return Object.assign({}, ...loaded.map((text) => JSON.parse(text) as object));
}
