/** Courses and lessons: from files to something that renders. Server only. */

export { kindOf, parseMeta } from './block-meta';
export { compileMdx, LESSON_COMPONENTS, type MdxSource } from './compile-mdx';
export { ContentError, placeApart } from './errors';
export { type Course, type Lesson, loadContent, type Module } from './load-content';
export { parseMdx } from './parse-mdx';
export { type BlockProblem, type FileBlock, type ReadBlocks, type RunBlock, readBlocks } from './read-blocks';
export { courseFile, lessonFrontMatter, moduleFile } from './schema';
export type { SearchHit } from './search';
