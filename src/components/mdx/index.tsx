/** What a lesson may use, by name (content/compile-mdx LESSON_COMPONENTS), and what fenced blocks become. */
import type { MdxComponents } from '@/content/evaluate-mdx';
import { ApiField } from './api-field';
import { Callout } from './callout';
import { Compare, Side } from './compare';
import { Copy } from './copy';
import { Diagram } from './diagram';
import { File } from './file';
import { Hint, Solution } from './folded';
import { Check, Task } from './lab-parts';
import { ClusterMap, Trace } from './live';
import { Answer, Question, Quiz, Why } from './quiz';
import { Run } from './run';
import { Tab, Tabs } from './tabs';
import { Term } from './term';

export const lessonComponents: MdxComponents = {
  Answer,
  ApiField,
  Callout,
  Check,
  ClusterMap,
  Compare,
  Copy,
  Diagram,
  File,
  Hint,
  Question,
  Quiz,
  Run,
  Side,
  Solution,
  Tab,
  Tabs,
  Task,
  Term,
  Trace,
  Why,
};

/** Texts of labs: Markdown with commands that can be run, nothing more. */
export const taskComponents: MdxComponents = { File, Run };
