/** The session's files, for the editor in the workspace. */
export { HomeFiles } from './home-files';
