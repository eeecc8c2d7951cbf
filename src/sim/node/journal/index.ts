/** The journal on disk. */
export { JOURNAL_FILE, openJournal } from './file-journal';
