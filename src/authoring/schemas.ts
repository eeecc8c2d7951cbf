/** JSON Schemas for editors, made from the definitions that Sealegs itself reads files by (npm run gen:authoring). */
import { z } from 'zod';
import { courseFile, lessonFrontMatter, moduleFile } from '@/content';
import { labFile, wrongFile } from '@/labs';

const DEFINITIONS = {
  lab: { schema: labFile, title: 'labs/<id>/lab.yaml' },
  wrong: { schema: wrongFile, title: 'labs/<id>/wrong.yaml' },
  course: { schema: courseFile, title: 'content/<course>/course.yaml' },
  module: { schema: moduleFile, title: 'content/<course>/<nn-module>/module.yaml' },
  lesson: { schema: lessonFrontMatter, title: 'The front matter of a lesson' },
} as const;

export type SchemaName = keyof typeof DEFINITIONS;

/** In the repository. */
export const SCHEMA_FOLDER = 'schemas';
export const schemaFile = (name: SchemaName): string => `${name}.schema.json`;

/** Texts by file name. Draft 7 is what YAML editors know; what has a default may be left out. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    (Object.keys(DEFINITIONS) as SchemaName[]).map((name) => {
      const { schema, title } = DEFINITIONS[name];
      const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
      return [schemaFile(name), `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`];
    }),
  );
}
