/** The journal on disk. */
export { type FileJournal, type OpenedJournal, openJournal } from './file-journal';
