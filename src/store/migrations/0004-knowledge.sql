-- A publication of a feed, and how it was last taken in (store/knowledge.h).
CREATE TABLE know_source (
	"name" @text NOT NULL,
	"feed" @text NOT NULL,
	"url" @text,
	"origin" @text,
	"etag" @text,
	"last_modified" @text,
	"sha256" @text,
	"bytes" @int NOT NULL,
	"records" @int NOT NULL,
	"newest" @int NOT NULL,
	"taken" @int NOT NULL,
	"checked" @int NOT NULL,
	"error" @text,
	PRIMARY KEY ("name")
) @strict;

-- One statement of one source on one thing; without a body: withdrawn.
CREATE TABLE know_record (
	"key" @text NOT NULL,
	"source" @text NOT NULL,
	"kind" @text NOT NULL,
	"id" @text NOT NULL,
	"modified" @int NOT NULL,
	"origin" @text,
	"taken" @int NOT NULL,
	"digest" @text,
	"body" @text,
	PRIMARY KEY ("key")
) @strict;

CREATE INDEX know_record_source ON know_record ("source", "key");
CREATE INDEX know_record_taken ON know_record ("taken", "key");
