/** The newest accepted writes, in the terms of Kubernetes' audit events, each with the write that caused it. */

export { auditEvent, isAudited } from './audit-event';
export { type AuditEvent, AuditLog } from './audit-log';
