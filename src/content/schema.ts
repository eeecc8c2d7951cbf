/**
 * Front matter and course files. These definitions are the author's manual: each field's description says what it is
 * for, unknown fields are refused, and errors name the file and the field.
 */
import { z } from 'zod';
import { checkYaml } from '@/checked-yaml';
import { ContentError } from './errors';

/** The first part of a lesson's file. */
export const lessonFrontMatter = z.strictObject({
  title: z.string().min(3).max(80).describe('Shown as the heading, in lists and in search results.'),
  summary: z.string().min(10).max(240).describe('One sentence: what the student can do afterwards.'),
  minutes: z.number().int().min(1).max(60).describe('Reading time without the lab.'),
  lab: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .optional()
    .describe('The id of the lab (labs/<id>) that opens beside this lesson.'),
  objectives: z.array(z.string().min(3)).max(6).default([]).describe('What the lesson teaches, a line each.'),
});
export type LessonFrontMatter = z.infer<typeof lessonFrontMatter>;

/** content/<course>/course.yaml */
export const courseFile = z.strictObject({
  title: z.string().min(3).max(80).describe("The course's name."),
  summary: z.string().min(10).max(300).describe('Two sentences for the catalogue.'),
  level: z.enum(['beginner', 'intermediate', 'advanced']).describe('Shown in the catalogue.'),
});
export type CourseFile = z.infer<typeof courseFile>;

/** content/<course>/<nn-module>/module.yaml */
export const moduleFile = z.strictObject({
  title: z.string().min(3).max(80).describe("The module's name."),
  summary: z.string().min(10).max(300).describe('What the module covers.'),
});
export type ModuleFile = z.infer<typeof moduleFile>;

/**
 * Reads YAML and checks it against a schema.
 * @param firstLine the file's line on which `text` begins (front matter begins at 2)
 * @throws ContentError with file, line and what to change
 */
export function parseYaml<T>(schema: z.ZodType<T>, text: string, file: string, firstLine = 1): T {
  const checked = checkYaml(schema, text);
  if (checked.ok) return checked.value;
  throw new ContentError(file, checked.line + firstLine - 1, checked.problem);
}
