/** The journal on disk. */
export { type FileJournal, JOURNAL_FILE, type OpenedJournal, openJournal } from './file-journal';
