-- Which process holds a message (os/alive.h): when it has ended, its lease is over.
ALTER TABLE outgoing ADD COLUMN "sender" @text;
-- Whether mails to somebody got through between two that came back.
CREATE INDEX outgoing_went ON outgoing ("person", "sent") WHERE "state" = 'sent';
CREATE INDEX outgoing_bounced ON outgoing ("person", "sent") WHERE "state" = 'bounced';

-- Where indicators are pulled from (model/ioc_source.h), and which of its events were taken in.
CREATE TABLE ioc_source (
	"id" @text NOT NULL,
	"name" @text NOT NULL,
	"url" @text NOT NULL,
	"key" @text,
	"enabled" @int NOT NULL,
	"every" @int NOT NULL,
	"days" @int NOT NULL,
	"keep" @int NOT NULL,
	"list" @text NOT NULL,
	"confidence" @text NOT NULL,
	"fp_rate" @text NOT NULL,
	"tlp" @text NOT NULL,
	"owner" @text,
	"asked" @int NOT NULL,
	"due" @int NOT NULL,
	"lease" @int NOT NULL,
	"tried" @int NOT NULL,
	"worked" @int NOT NULL,
	"failures" @int NOT NULL,
	"failed" @text,
	"told" @text,
	"events" @int NOT NULL,
	"added" @int NOT NULL,
	"created" @int NOT NULL,
	"created_by" @text,
	"changed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX ioc_source_name ON ioc_source ("name", "id");

CREATE TABLE ioc_source_event (
	"id" @text NOT NULL,
	"source" @text NOT NULL,
	"stamp" @int NOT NULL,
	"taken" @int NOT NULL,
	"added" @int NOT NULL,
	"refused" @int NOT NULL,
	"failed" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX ioc_source_event_source ON ioc_source_event ("source", "taken");
