-- An alert that a penetration test answers for, and which entry of its log or which alert filled a step of its detection table.
ALTER TABLE alert ADD COLUMN "ask" @text;
ALTER TABLE pentest_step ADD COLUMN "op" @text;
ALTER TABLE pentest_step ADD COLUMN "alert" @text;
CREATE UNIQUE INDEX pentest_ask_alert ON pentest_ask ("alert") WHERE "alert" IS NOT NULL;

-- A tool's file that went into a penetration test.
ALTER TABLE tool_import ADD COLUMN "engagement" @text;
CREATE INDEX tool_import_engagement ON tool_import ("engagement", "created") WHERE "engagement" IS NOT NULL;
