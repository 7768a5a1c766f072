-- Files of testers' tools, and what became of their lines (model/tool.h).

-- A title of its own, where the type of a tracked finding says too little.
ALTER TABLE tracked_finding ADD COLUMN "title" @text;

CREATE TABLE tool_import (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"org" @text NOT NULL,
	"tool" @text NOT NULL,
	"program" @text,
	"name" @text,
	"digest" @text NOT NULL,
	"bytes" @int NOT NULL,
	"scanned" @int NOT NULL,
	"state" @text NOT NULL,
	"lines" @int NOT NULL,
	"fresh" @int NOT NULL,
	"known" @int NOT NULL,
	"twice" @int NOT NULL,
	"outside" @int NOT NULL,
	"info" @int NOT NULL,
	"bad" @int NOT NULL,
	"created" @int NOT NULL,
	"created_by" @text,
	"taken" @int NOT NULL,
	"taken_by" @text,
	"undone" @int NOT NULL,
	"undone_by" @text,
	"reason" @text,
	"withdrawn" @int NOT NULL,
	"kept" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX tool_import_ref ON tool_import ("ref");
CREATE INDEX tool_import_created ON tool_import ("created", "id");
CREATE INDEX tool_import_digest ON tool_import ("org", "digest");

CREATE TABLE tool_finding (
	"id" @text NOT NULL,
	"import" @text NOT NULL,
	"number" @int NOT NULL,
	"tool" @text NOT NULL,
	"rule" @text NOT NULL,
	"title" @text,
	"severity" @text NOT NULL,
	"vector" @text,
	"cves" @text NOT NULL,
	"cwe" @int NOT NULL,
	"host" @text,
	"addr" @text,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"path" @text,
	"evidence" @text,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"dropped" @text,
	"verdict" @text NOT NULL,
	"type" @text,
	"key" @text,
	"known" @text,
	"finding" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX tool_finding_of ON tool_finding ("import", "number");
CREATE INDEX tool_finding_finding ON tool_finding ("finding");
