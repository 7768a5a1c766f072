-- Advisories: what the CERT says, its languages, what went out, its steps, and where it is at each organisation (model/advisory.h).
CREATE TABLE advisory (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"title" @text NOT NULL,
	"state" @text NOT NULL,
	"chance" @text NOT NULL,
	"damage" @text NOT NULL,
	"tlp" @text NOT NULL,
	"audience" @text NOT NULL,
	"orgs" @text NOT NULL,
	"persons" @text NOT NULL,
	"cves" @text NOT NULL,
	"cvss" @text NOT NULL,
	"products" @text NOT NULL,
	"references" @text NOT NULL,
	"source" @text,
	"source_id" @text,
	"source_url" @text,
	"source_modified" @int NOT NULL,
	"lang" @text,
	"author" @text,
	"authors" @text NOT NULL,
	"reviewer" @text,
	"revision" @int NOT NULL,
	"created" @int NOT NULL,
	"changed" @int NOT NULL,
	"published" @int NOT NULL,
	"revised" @int NOT NULL,
	"embargo" @int NOT NULL,
	"note" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX advisory_ref ON advisory ("ref");
CREATE UNIQUE INDEX advisory_source ON advisory ("source", "source_id");
CREATE INDEX advisory_state ON advisory ("state", "changed");
CREATE INDEX advisory_changed ON advisory ("changed", "id");
CREATE INDEX advisory_revised ON advisory ("revised", "id");

CREATE TABLE advisory_text (
	"id" @text NOT NULL,
	"advisory" @text NOT NULL,
	"lang" @text NOT NULL,
	"title" @text NOT NULL,
	"summary" @text,
	"details" @text,
	"remedy" @text,
	"detection" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX advisory_text_lang ON advisory_text ("advisory", "lang");

CREATE TABLE advisory_revision (
	"id" @text NOT NULL,
	"advisory" @text NOT NULL,
	"number" @int NOT NULL,
	"time" @int NOT NULL,
	"person" @text,
	"reviewer" @text,
	"summary" @text NOT NULL,
	"title" @text NOT NULL,
	"tlp" @text NOT NULL,
	"audience" @text NOT NULL,
	"persons" @text NOT NULL,
	"document" @text,
	"recipients" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX advisory_revision_number ON advisory_revision ("advisory", "number");
CREATE INDEX advisory_revision_label ON advisory_revision ("tlp", "audience");

CREATE TABLE advisory_event (
	"id" @text NOT NULL,
	"advisory" @text NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"was" @text NOT NULL,
	"becomes" @text NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX advisory_event_of ON advisory_event ("advisory", "time");

CREATE TABLE advisory_delivery (
	"id" @text NOT NULL,
	"advisory" @text NOT NULL,
	"org" @text NOT NULL,
	"revision" @int NOT NULL,
	"assets" @text NOT NULL,
	"matches" @int NOT NULL,
	"told" @int NOT NULL,
	"opened" @int NOT NULL,
	"opened_by" @text,
	"answer" @text NOT NULL,
	"answered" @int NOT NULL,
	"answered_by" @text,
	"planned" @int NOT NULL,
	"note" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX advisory_delivery_at ON advisory_delivery ("advisory", "org");
CREATE INDEX advisory_delivery_of ON advisory_delivery ("org", "told");

-- OpenPGP signatures of documents, by the document's digest.
CREATE TABLE advisory_signature (
	"id" @text NOT NULL,
	"signature" @text NOT NULL,
	"made" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;
