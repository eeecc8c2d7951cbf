-- The log of operations only grows. Written by hand: a migration that makes the table anew must make these anew, too.
CREATE TRIGGER "OperationLog_no_update" BEFORE UPDATE ON "OperationLog"
BEGIN
  SELECT RAISE(ABORT, 'OperationLog is append-only');
END;

CREATE TRIGGER "OperationLog_no_delete" BEFORE DELETE ON "OperationLog"
BEGIN
  SELECT RAISE(ABORT, 'OperationLog is append-only');
END;
