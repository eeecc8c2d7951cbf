/** The line by which editors (yaml-language-server) complete and check a file. */
import path from 'node:path';
import { SCHEMA_FOLDER, type SchemaName, schemaFile } from '../schemas';

/** @param file its path below `root` */
export function schemaComment(root: string, file: string, schema: SchemaName): string {
  const target = path.join(root, SCHEMA_FOLDER, schemaFile(schema));
  return `# yaml-language-server: $schema=${path.relative(path.dirname(path.join(root, file)), target)}\n`;
}
