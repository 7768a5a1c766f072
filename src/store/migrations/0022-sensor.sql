-- What sensors tell (model/sensor.h), traces of traffic and hunts in them (model/trace.h).
CREATE TABLE trace (
	"id" @text NOT NULL,
	"org" @text,
	"addr" @text,
	"type" @text NOT NULL,
	"via" @text NOT NULL,
	"value" @text NOT NULL,
	"key" @text NOT NULL,
	"sensor" @text,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"count" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

-- An indicator is a value or a range of keys.
CREATE INDEX trace_key ON trace ("type", "key", "last");
CREATE INDEX trace_last ON trace ("last");
CREATE INDEX trace_org ON trace ("org", "addr", "last");

CREATE TABLE hunt (
	"id" @text NOT NULL,
	"state" @text NOT NULL,
	"asked" @int NOT NULL,
	"done" @int NOT NULL,
	"traces" @int NOT NULL,
	"orgs" @int NOT NULL,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"millis" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX hunt_state ON hunt ("state", "asked");
CREATE INDEX hunt_done ON hunt ("done", "id");

CREATE TABLE sensor (
	"id" @text NOT NULL,
	"name" @text NOT NULL,
	"print" @text NOT NULL,
	"org" @text,
	"note" @text,
	"created" @int NOT NULL,
	"created_by" @text,
	"removed" @int NOT NULL,
	"told" @int NOT NULL,
	"events" @int NOT NULL,
	"packets" @int NOT NULL,
	"drops" @int NOT NULL,
	"packets_before" @int NOT NULL,
	"drops_before" @int NOT NULL,
	"gaps" @int NOT NULL,
	"one_sided" @int NOT NULL,
	"memory" @int NOT NULL,
	"spool" @int NOT NULL,
	"spool_max" @int NOT NULL,
	"lag" @int NOT NULL,
	"offset" @int NOT NULL,
	"pack" @int NOT NULL,
	"pack_bad" @text,
	"release" @text,
	"missing" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX sensor_print ON sensor ("print") WHERE "removed" = 0;
CREATE UNIQUE INDEX sensor_name ON sensor ("name") WHERE "removed" = 0;

CREATE TABLE sensor_epoch (
	"id" @text NOT NULL,
	"sensor" @text NOT NULL,
	"epoch" @text NOT NULL,
	"acked" @int NOT NULL,
	"time" @int NOT NULL,
	"records" @int NOT NULL,
	"again" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX sensor_epoch_of ON sensor_epoch ("sensor", "epoch");

CREATE TABLE sensor_gap (
	"id" @text NOT NULL,
	"sensor" @text NOT NULL,
	"time" @int NOT NULL,
	"first" @int NOT NULL,
	"last" @int NOT NULL,
	"count" @int NOT NULL,
	"why" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX sensor_gap_of ON sensor_gap ("sensor", "time");

CREATE TABLE sensor_pack (
	"id" @text NOT NULL,
	"number" @int NOT NULL,
	"state" @text NOT NULL,
	"digest" @text NOT NULL,
	"bytes" @int NOT NULL,
	"parts" @int NOT NULL,
	"key" @text NOT NULL,
	"signature" @text NOT NULL,
	"note" @text,
	"created" @int NOT NULL,
	"created_by" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX sensor_pack_number ON sensor_pack ("number");
CREATE INDEX sensor_pack_state ON sensor_pack ("state", "number");

CREATE TABLE sensor_pack_part (
	"id" @text NOT NULL,
	"pack" @text NOT NULL,
	"part" @int NOT NULL,
	"data" @text NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX sensor_pack_part_of ON sensor_pack_part ("pack", "part");
