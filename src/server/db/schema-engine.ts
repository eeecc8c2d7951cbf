/**
 * Prisma's schema engine, in this process, from its WebAssembly build: the command-line tool would download a binary,
 * and Sealegs must migrate on a machine that reaches only the npm registry.
 *
 * The build cannot introspect PostgreSQL nor use a shadow database; so migrations are made by comparing two schema
 * texts, and applied from the texts that the repository holds.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

export type Provider = 'sqlite' | 'postgresql';

/** One folder of `prisma/<provider>/migrations`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

interface Engine {
  diff(input: object): Promise<{ stdout?: string | null }>;
  applyMigrations(input: object): Promise<{ appliedMigrationNames: string[] }>;
  free(): void;
}

interface Bindings {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: { new: (options: object, log: () => void, factory: unknown) => Promise<Engine> };
}

const FILTERS = { externalTables: [], externalEnums: [] };

let loading: Promise<Bindings['SchemaEngine']> | undefined;

async function load(): Promise<Bindings['SchemaEngine']> {
  const wasm = bindings as unknown as Bindings;
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const module = await WebAssembly.compile(await readFile(path.join(folder, 'schema_engine_bg.wasm')));
  const { exports } = await WebAssembly.instantiate(module, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  wasm.__wbg_set_wasm(exports);
  (exports.__wbindgen_start as () => void)();
  return wasm.SchemaEngine;
}

/** An engine on the database behind `factory`; the caller's `use` has it for as long as its promise is pending. */
async function withEngine<T>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  schema: string,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  loading ??= load();
  const SchemaEngine = await loading;
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await use(engine);
  } finally {
    engine.free();
  }
}

/** The SQL that turns a database of schema `from` into one of schema `to`; empty when nothing differs. */
export async function diffSchemas(
  factory: SqlMigrationAwareDriverAdapterFactory,
  from: string | undefined,
  to: string,
): Promise<string> {
  const datamodel = (content: string) => ({
    tag: 'schemaDatamodel',
    files: [{ path: 'schema.prisma', content }],
  });
  const result = await withEngine(factory, to, (engine) =>
    engine.diff({
      from: from === undefined ? { tag: 'empty' } : datamodel(from),
      to: datamodel(to),
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: FILTERS,
    }),
  );
  const sql = result.stdout ?? '';
  return sql.includes('This is an empty migration') ? '' : sql;
}

/** Applies what the database has not seen, in order, and returns the names of what it applied. */
export async function applyMigrations(
  factory: SqlMigrationAwareDriverAdapterFactory,
  options: {
    readonly provider: Provider;
    readonly schema: string;
    readonly migrations: readonly Migration[];
  },
): Promise<string[]> {
  const result = await withEngine(factory, options.schema, (engine) =>
    engine.applyMigrations({
      filters: FILTERS,
      migrationsList: {
        baseDir: 'migrations',
        shadowDbInitScript: '',
        lockfile: { path: 'migration_lock.toml', content: `provider = "${options.provider}"\n` },
        migrationDirectories: options.migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
        })),
      },
    }),
  );
  return result.appliedMigrationNames;
}
