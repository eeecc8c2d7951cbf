/** What a lesson may use, by name (content/compile-mdx LESSON_COMPONENTS), and what fenced blocks become. */
import type { MdxComponents } from '@/content/evaluate-mdx';
import { Callout } from './callout';
import { Diagram } from './diagram';
import { File } from './file';
import { Answer, Question, Quiz, Why } from './quiz';
import { Run } from './run';
import { Term } from './term';

export const lessonComponents: MdxComponents = {
  Answer,
  Callout,
  Diagram,
  File,
  Question,
  Quiz,
  Run,
  Term,
  Why,
};

/** Texts of labs: Markdown with commands that can be run, nothing more. */
export const taskComponents: MdxComponents = { File, Run };
