-- Incidents: the case, its parties, what is said, done and found (model/incident.h).
CREATE TABLE incident (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"title" @text NOT NULL,
	"summary" @text,
	"state" @text NOT NULL,
	"severity" @text NOT NULL,
	"class" @text,
	"type" @text,
	"tlp" @text NOT NULL,
	"pap" @text NOT NULL,
	"lead" @text,
	"major" @int NOT NULL,
	"every" @int NOT NULL,
	"exercise" @int NOT NULL,
	"crossborder" @int NOT NULL,
	"malicious" @int NOT NULL,
	"into" @text,
	"disposition" @text,
	"lessons" @text,
	"created" @int NOT NULL,
	"created_by" @text,
	"changed" @int NOT NULL,
	"closed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_party (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"incident" @text NOT NULL,
	"org" @text NOT NULL,
	"role" @text NOT NULL,
	"status" @text NOT NULL,
	"said" @int NOT NULL,
	"said_by" @text,
	"tlp" @text NOT NULL,
	"view" @text NOT NULL,
	"channel" @text NOT NULL,
	"person" @text,
	"caller" @text,
	"what" @text,
	"aware" @int NOT NULL,
	"class" @text,
	"systems" @text,
	"impact" @text NOT NULL,
	"degraded_since" @int NOT NULL,
	"degraded_until" @int NOT NULL,
	"personal" @text NOT NULL,
	"categories" @text,
	"contact" @text,
	"consent" @text NOT NULL,
	"joined" @int NOT NULL,
	"left" @int NOT NULL,
	"changed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_post (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"kind" @text NOT NULL,
	"org" @text,
	"author" @text,
	"tlp" @text NOT NULL,
	"parties" @text NOT NULL,
	"persons" @text NOT NULL,
	"text" @text NOT NULL,
	"time" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_task (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"kind" @text NOT NULL,
	"party" @text,
	"title" @text NOT NULL,
	"due" @int NOT NULL,
	"state" @text NOT NULL,
	"assignee" @text,
	"created" @int NOT NULL,
	"created_by" @text,
	"ended" @int NOT NULL,
	"ended_by" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_entry (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"kind" @text NOT NULL,
	"org" @text,
	"parties" @text NOT NULL,
	"tlp" @text NOT NULL,
	"time" @int NOT NULL,
	"text" @text NOT NULL,
	"why" @text,
	"entered" @int NOT NULL,
	"person" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_evidence (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"party" @text,
	"name" @text NOT NULL,
	"media" @text,
	"size" @int NOT NULL,
	"sha256" @text NOT NULL,
	"note" @text,
	"taken" @int NOT NULL,
	"entered" @int NOT NULL,
	"person" @text,
	"destroyed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_blob (
	"id" @text NOT NULL,
	"key" @text,
	"sealed" @text NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_custody (
	"id" @text NOT NULL,
	"evidence" @text NOT NULL,
	"time" @int NOT NULL,
	"kind" @text NOT NULL,
	"person" @text,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_observable (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"party" @text,
	"value" @text NOT NULL,
	"note" @text,
	"ioc" @text,
	"time" @int NOT NULL,
	"person" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE incident_link (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"kind" @text NOT NULL,
	"object" @text NOT NULL,
	"label" @text,
	"org" @text,
	"time" @int NOT NULL,
	"person" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX incident_ref ON incident ("ref");
CREATE INDEX incident_changed ON incident ("changed", "id");
CREATE INDEX incident_state ON incident ("state", "changed");
CREATE UNIQUE INDEX incident_party_ref ON incident_party ("ref");
CREATE INDEX incident_party_of ON incident_party ("incident", "joined");
CREATE INDEX incident_party_org ON incident_party ("org", "joined");
CREATE INDEX incident_post_of ON incident_post ("incident", "time");
CREATE INDEX incident_task_of ON incident_task ("incident", "created");
CREATE INDEX incident_task_due ON incident_task ("state", "due");
CREATE INDEX incident_entry_of ON incident_entry ("incident", "time");
CREATE INDEX incident_evidence_of ON incident_evidence ("incident", "entered");
CREATE INDEX incident_custody_of ON incident_custody ("evidence", "time");
CREATE INDEX incident_observable_of ON incident_observable ("incident", "time");
CREATE INDEX incident_link_of ON incident_link ("incident", "time");
CREATE INDEX incident_link_to ON incident_link ("object");
