/** Every domain operation. Routes and pages call these and nothing behind them. */
export { listAttempts } from './attempts/list-attempts';
export type { Call, Operation } from './operation';
export {
  type CourseProgress,
  getCourseProgress,
  NO_PROGRESS,
} from './progress/get-course-progress';
export { recordLesson } from './progress/record-lesson';
export { changeFile, MAX_CHANGE_BYTES } from './sessions/change-file';
export { checkSession } from './sessions/check-session';
export { controlSession } from './sessions/control-session';
export { endSession } from './sessions/end-session';
export { findOpenSession } from './sessions/find-open-session';
export { getControls } from './sessions/get-controls';
export { getFile } from './sessions/get-file';
export { getSession } from './sessions/get-session';
export { issueTicket, redeemTicket } from './sessions/issue-ticket';
export { resetSession } from './sessions/reset-session';
export { startSession } from './sessions/start-session';
export { sweepSessions } from './sessions/sweep-sessions';
