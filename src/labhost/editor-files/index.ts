/** The session's files, for the editor in the workspace. */
export { EditorFiles } from './editor-files';
