/** What helps authors: lessons and labs are carried out, checked, played and begun here. */
export { type HostAddress, type LabBench, openBench } from './bench/sessions';
export { playLesson } from './lessons/play-lesson';
export { codesPage, type Finding, lint } from './lint';
