-- What others see of members' systems, and the alerts that are made of it (model/event.h).
CREATE TABLE event (
	"id" @text NOT NULL,
	"feed" @text NOT NULL,
	"report" @text NOT NULL,
	"type" @text NOT NULL,
	"severity" @text NOT NULL,
	"tlp" @text NOT NULL,
	"time" @int NOT NULL,
	"count" @int NOT NULL,
	"addr" @text,
	"addr_key" @text,
	"port" @int NOT NULL,
	"transport" @text,
	"name" @text,
	"reverse" @text,
	"asn" @int NOT NULL,
	"country" @text,
	"indicator" @text,
	"peer" @text,
	"detail" @text,
	"import" @text NOT NULL,
	"org" @text,
	"item" @text,
	"how" @text NOT NULL,
	"alert" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX event_alert ON event ("alert", "time");
CREATE INDEX event_time ON event ("time", "id");

CREATE TABLE alert (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"slot" @text NOT NULL,
	"newest" @int NOT NULL,
	"org" @text,
	"item" @text,
	"how" @text NOT NULL,
	"type" @text NOT NULL,
	"severity" @text NOT NULL,
	"priority" @int NOT NULL,
	"asset" @text NOT NULL,
	"addr_key" @text,
	"port" @int NOT NULL,
	"indicator" @text,
	"reverse" @text,
	"feed" @text NOT NULL,
	"report" @text NOT NULL,
	"tlp" @text NOT NULL,
	"state" @text NOT NULL,
	"waits" @int NOT NULL,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"events" @int NOT NULL,
	"count" @int NOT NULL,
	"finding" @text,
	"notice" @text,
	"told" @int NOT NULL,
	"opened" @int NOT NULL,
	"answer" @text NOT NULL,
	"answered" @int NOT NULL,
	"answered_by" @text,
	"note" @text,
	"assignee" @text,
	"rule" @text,
	"end" @text NOT NULL,
	"ended" @int NOT NULL,
	"reopened" @int NOT NULL,
	"created" @int NOT NULL,
	"changed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX alert_ref ON alert ("ref");
-- One alert at a time takes the events of its slot.
CREATE UNIQUE INDEX alert_slot ON alert ("slot") WHERE "newest" = 1;
CREATE INDEX alert_org ON alert ("org", "state", "last");
CREATE INDEX alert_state ON alert ("state", "priority", "last");
CREATE INDEX alert_last ON alert ("last", "id");
CREATE INDEX alert_notice ON alert ("notice") WHERE "notice" IS NOT NULL;
CREATE INDEX alert_waits ON alert ("org", "type") WHERE "waits" = 1;

CREATE TABLE alert_event (
	"id" @text NOT NULL,
	"alert" @text NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"was" @text NOT NULL,
	"becomes" @text NOT NULL,
	"what" @text NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX alert_event_of ON alert_event ("alert", "time");

CREATE TABLE event_rule (
	"id" @text NOT NULL,
	"does" @text NOT NULL,
	"net" @text,
	"first" @text,
	"last" @text,
	"name" @text,
	"type" @text,
	"report" @text,
	"indicator" @text,
	"port" @int NOT NULL,
	"whose" @text,
	"org" @text,
	"reason" @text NOT NULL,
	"created" @int NOT NULL,
	"created_by" @text,
	"expires" @int NOT NULL,
	"ended" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX event_rule_created ON event_rule ("created", "id");

CREATE TABLE event_import (
	"id" @text NOT NULL,
	"feed" @text NOT NULL,
	"report" @text NOT NULL,
	"file" @text,
	"time" @int NOT NULL,
	"ended" @int NOT NULL,
	"person" @text,
	"rows" @int NOT NULL,
	"added" @int NOT NULL,
	"wrong" @int NOT NULL,
	"lines" @text NOT NULL,
	"unattributed" @int NOT NULL,
	"alerts" @int NOT NULL,
	"orgs" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX event_import_time ON event_import ("time", "id");
