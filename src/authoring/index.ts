/** What helps authors: lessons and labs are carried out, checked, played and begun here. */
export { type HostProcess, startHost } from './bench/host-process';
export { benchPool, type OpenBench } from './bench/pool';
export { type HostAddress, type LabBench, openBench } from './bench/sessions';
export { codesPage, type Finding, lint } from './lint';
export { playLab, type Seat } from './play-lab';
export { newLab } from './scaffold/new-lab';
export { newLesson } from './scaffold/new-lesson';
export { PLACE, ScaffoldError } from './scaffold/write-files';
export { SCHEMA_FOLDER, schemaFiles } from './schemas';
export { ticks } from './ticks';
export { type Problem, trialCount, verifyLab, verifyLesson } from './verify-lab';
