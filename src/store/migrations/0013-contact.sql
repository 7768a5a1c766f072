-- How people are reached (model/contact.h): keys that mails are encrypted to, and what is wrong with contacts.
CREATE TABLE contact_key (
	"id" @text NOT NULL,
	"person" @text NOT NULL,
	"type" @text NOT NULL,
	"used" @int NOT NULL,
	"fingerprint" @text NOT NULL,
	"names" @text NOT NULL,
	"algorithm" @text,
	"key" @text NOT NULL,
	"made" @int NOT NULL,
	"expires" @int NOT NULL,
	"added" @int NOT NULL,
	"fault" @text NOT NULL,
	"failed" @int NOT NULL,
	"reminded" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX contact_key_person ON contact_key ("person", "type");
CREATE INDEX contact_key_expires ON contact_key ("expires");

CREATE TABLE contact_health (
	"id" @text NOT NULL,
	"type" @text NOT NULL,
	"person" @text,
	"org" @text,
	"mail" @text,
	"object" @text,
	"status" @text,
	"reason" @text,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"count" @int NOT NULL,
	"settled" @int NOT NULL,
	"settled_by" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX contact_health_open ON contact_health ("type", "last") WHERE "settled" = 0;
CREATE INDEX contact_health_person ON contact_health ("person", "type");
