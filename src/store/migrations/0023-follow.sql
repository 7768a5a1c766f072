-- How far files that grow were taken in (model/trace.h): stored with what was read.
CREATE TABLE event_follow (
	"id" @text NOT NULL,
	"feed" @text NOT NULL,
	"path" @text NOT NULL,
	"device" @int NOT NULL,
	"inode" @int NOT NULL,
	"offset" @int NOT NULL,
	"head" @text,
	"lines" @int NOT NULL,
	"wrong" @int NOT NULL,
	"lost" @int NOT NULL,
	"time" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

-- What was said before of a system (desk/alert_around.h).
CREATE INDEX alert_asset ON alert ("asset", "last");

-- A targeted audit of the system that an alert is about.
ALTER TABLE audit_order ADD COLUMN "alert" @text;

-- The CVE that an alert's events name and an open finding on the same system has (desk/alert_cve.h).
ALTER TABLE alert ADD COLUMN "cve" @text;
