-- The watch portal: articles, their languages, what went out, files, seats, subscriptions (model/article.h).
CREATE TABLE article (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"type" @text NOT NULL,
	"state" @text NOT NULL,
	"tlp" @text NOT NULL,
	"lang" @text,
	"title" @text NOT NULL,
	"tags" @text NOT NULL,
	"author" @text,
	"authors" @text NOT NULL,
	"reviewer" @text,
	"revision" @int NOT NULL,
	"created" @int NOT NULL,
	"changed" @int NOT NULL,
	"published" @int NOT NULL,
	"revised" @int NOT NULL,
	"review_months" @int NOT NULL,
	"review_due" @int NOT NULL,
	"note" @text,
	"source" @text,
	"source_digest" @text,
	"starts" @int NOT NULL,
	"ends" @int NOT NULL,
	"place" @text,
	"seats" @int NOT NULL,
	"seats_until" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX article_ref ON article ("ref");
CREATE UNIQUE INDEX article_source ON article ("source");
CREATE INDEX article_changed ON article ("changed", "id");
CREATE INDEX article_due ON article ("review_due", "id");

CREATE TABLE article_text (
	"id" @text NOT NULL,
	"article" @text NOT NULL,
	"lang" @text NOT NULL,
	"title" @text NOT NULL,
	"lead" @text,
	"body" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX article_text_lang ON article_text ("article", "lang");

CREATE TABLE article_revision (
	"id" @text NOT NULL,
	"article" @text NOT NULL,
	"number" @int NOT NULL,
	"time" @int NOT NULL,
	"person" @text,
	"authors" @text NOT NULL,
	"summary" @text,
	"title" @text NOT NULL,
	"document" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX article_revision_number ON article_revision ("article", "number");

CREATE TABLE article_event (
	"id" @text NOT NULL,
	"article" @text NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"was" @text NOT NULL,
	"becomes" @text NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX article_event_of ON article_event ("article", "time");

-- What is out, a row a language of readers: a list reads one of them, and nothing that is only written.
CREATE TABLE article_out (
	"id" @text NOT NULL,
	"article" @text NOT NULL,
	"lang" @text NOT NULL,
	"written" @text NOT NULL,
	"kind" @text NOT NULL,
	"tlp" @text NOT NULL,
	"title" @text NOT NULL,
	"lead" @text,
	"tags" @text NOT NULL,
	"search" @text,
	"published" @int NOT NULL,
	"revised" @int NOT NULL,
	"starts" @int NOT NULL,
	"ends" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX article_out_lang ON article_out ("article", "lang");
CREATE INDEX article_out_revised ON article_out ("lang", "revised", "id");
CREATE INDEX article_out_starts ON article_out ("lang", "starts");

CREATE TABLE article_file (
	"id" @text NOT NULL,
	"article" @text NOT NULL,
	"name" @text NOT NULL,
	"type" @text NOT NULL,
	"size" @int NOT NULL,
	"sha256" @text NOT NULL,
	"person" @text,
	"added" @int NOT NULL,
	"since" @int NOT NULL,
	"gone" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX article_file_of ON article_file ("article", "added");

CREATE TABLE article_blob (
	"id" @text NOT NULL,
	"content" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE TABLE article_seat (
	"id" @text NOT NULL,
	"article" @text NOT NULL,
	"person" @text NOT NULL,
	"org" @text,
	"state" @text NOT NULL,
	"asked" @int NOT NULL,
	"changed" @int NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX article_seat_of ON article_seat ("article", "person");
CREATE INDEX article_seat_person ON article_seat ("person", "article");

CREATE TABLE article_subscription (
	"id" @text NOT NULL,
	"kinds" @text NOT NULL,
	"tags" @text NOT NULL,
	"changed" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

-- The sector's picture of a period, as it was made last (model/picture.h).
CREATE TABLE picture (
	"id" @text NOT NULL,
	"since" @int NOT NULL,
	"until" @int NOT NULL,
	"made" @int NOT NULL,
	"document" @text,
	PRIMARY KEY ("id")
) @strict;
