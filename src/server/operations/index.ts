/** Every domain operation. Routes and pages call these and nothing behind them. */
export { changePassword } from './accounts/change-password';
export { endSignIns } from './accounts/end-sign-ins';
export { listSignIns, type SignInView } from './accounts/list-sign-ins';
export { removeAccount } from './accounts/remove-account';
export { renameAccount } from './accounts/rename-account';
export { listAttempts } from './attempts/list-attempts';
export type { Call, Operation } from './operation';
export { createAccount } from './people/create-account';
export { listPeople, type PeoplePage, type PersonView } from './people/list-people';
export { resetPassword } from './people/reset-password';
export { setRole } from './people/set-role';
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
export { getSchemaDocument } from './sessions/get-schema-document';
export { getSchemaIndex } from './sessions/get-schema-index';
export { getSession } from './sessions/get-session';
export { getSolution } from './sessions/get-solution';
export { issueTicket, redeemTicket } from './sessions/issue-ticket';
export { listOpenSessions } from './sessions/list-open-sessions';
export { resetSession } from './sessions/reset-session';
export { startSession } from './sessions/start-session';
export { sweepSessions } from './sessions/sweep-sessions';
