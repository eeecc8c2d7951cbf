-- The log of operations only grows. Written by hand: a migration that makes the table anew must make these anew, too.
-- (The runner cuts a script at every semicolon, so the function's own is written \x3B.)
CREATE FUNCTION "OperationLog_refuse"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN RAISE EXCEPTION \'OperationLog is append-only\'\x3B END';

CREATE TRIGGER "OperationLog_no_change" BEFORE UPDATE OR DELETE ON "OperationLog"
FOR EACH ROW EXECUTE FUNCTION "OperationLog_refuse"();

CREATE TRIGGER "OperationLog_no_truncate" BEFORE TRUNCATE ON "OperationLog"
FOR EACH STATEMENT EXECUTE FUNCTION "OperationLog_refuse"();
