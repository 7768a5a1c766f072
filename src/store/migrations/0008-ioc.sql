-- Indicators of attacks (model/ioc.h, desk/ioc.h): a withdrawn or expired one stays as a tombstone, so that what was served can be told.
-- Something whose sight means an attack.
CREATE TABLE ioc (
	"id" @text NOT NULL,
	"type" @text NOT NULL,
	"value" @text NOT NULL,
	"list" @text NOT NULL,
	"state" @text NOT NULL,
	"confidence" @text NOT NULL,
	"impact" @text NOT NULL,
	"fp_rate" @text NOT NULL,
	"kill_chain" @text NOT NULL,
	"category" @text NOT NULL,
	"malware" @text,
	"tlp" @text NOT NULL,
	"source" @text,
	"note" @text,
	"added" @int NOT NULL,
	"expires" @int NOT NULL,
	"checked" @int NOT NULL,
	"warnings" @text NOT NULL,
	"override" @text,
	"sightings" @int NOT NULL,
	"false_positives" @int NOT NULL,
	"ended" @int NOT NULL,
	"reason" @text,
	"first" @text,
	"last" @text,
	"created" @int NOT NULL,
	"created_by" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX ioc_value ON ioc ("value", "list", "type");
CREATE INDEX ioc_state ON ioc ("state", "added", "id");
CREATE INDEX ioc_added ON ioc ("added", "id");
CREATE INDEX ioc_expires ON ioc ("expires") WHERE "state" = 'active';
CREATE INDEX ioc_range ON ioc ("first") WHERE "state" = 'active';

-- Somebody saw it, or says that it is a false alarm.
CREATE TABLE ioc_sighting (
	"id" @text NOT NULL,
	"ioc" @text NOT NULL,
	"type" @text NOT NULL,
	"org" @text,
	"person" @text,
	"time" @int NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX ioc_sighting_ioc ON ioc_sighting ("ioc", "time");

-- The key of a member's firewall or script for the blocklist.
CREATE TABLE feed_key (
	"id" @text NOT NULL,
	"hash" @text NOT NULL,
	"org" @text NOT NULL,
	"name" @text NOT NULL,
	"sources" @text NOT NULL,
	"created" @int NOT NULL,
	"created_by" @text,
	"expires" @int NOT NULL,
	"revoked" @int NOT NULL,
	"used" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX feed_key_hash ON feed_key ("hash");
CREATE INDEX feed_key_org ON feed_key ("org", "created");

-- What a key fetched on one day.
CREATE TABLE feed_fetch (
	"id" @text NOT NULL,
	"key" @text NOT NULL,
	"org" @text NOT NULL,
	"day" @int NOT NULL,
	"query" @text,
	"remote" @text,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"times" @int NOT NULL,
	"lines" @int NOT NULL,
	"bytes" @int NOT NULL,
	"unchanged" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX feed_fetch_last ON feed_fetch ("last", "id");
CREATE INDEX feed_fetch_org ON feed_fetch ("org", "last");
