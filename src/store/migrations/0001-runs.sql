-- Runs, what they saw, and what was found. The columns of a table are the fields of its record (model/);
-- tests/store/migrate.c compares them. Truth is 0 or 1, a time is milliseconds since 1970 UTC (0: none), an enumeration is its
-- value's name, a list is a JSON array of text. run and seq are the store's: seq is the order of a run's records over all tables.

-- One audit. next_seq is the seq of the next observation; whoever writes to a run locks it by updating this row.
CREATE TABLE run (
	"id" @text NOT NULL,
	"state" @text NOT NULL,
	"created" @int NOT NULL,
	"started" @int NOT NULL,
	"ended" @int NOT NULL,
	"authorised_by" @text,
	"targets" @text NOT NULL,
	"exclude" @text NOT NULL,
	"profile" @text,
	"job" @text,
	"tool" @text,
	"sources" @text NOT NULL,
	"compared" @text,
	"findings" @int NOT NULL,
	"next_seq" @int NOT NULL DEFAULT 1,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX run_created ON run ("created", "id");

-- Something that the organisation exposes.
CREATE TABLE obs_asset (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"type" @text NOT NULL,
	"name" @text NOT NULL,
	"reach" @text NOT NULL,
	"parent" @text,
	"why" @text NOT NULL,
	"addresses" @text NOT NULL,
	PRIMARY KEY ("run", "seq")
) @strict;

-- An answer of the domain name system.
CREATE TABLE obs_dns (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"name" @text NOT NULL,
	"type" @text NOT NULL,
	"rcode" @text NOT NULL,
	"values" @text NOT NULL,
	"authenticated" @int NOT NULL,
	PRIMARY KEY ("run", "seq")
) @strict;

-- The state of a port.
CREATE TABLE obs_port (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"state" @text NOT NULL,
	PRIMARY KEY ("run", "seq")
) @strict;

-- A service and what it is.
CREATE TABLE obs_service (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"tls" @int NOT NULL,
	"protocol" @text NOT NULL,
	"vendor" @text,
	"product" @text,
	"version" @text,
	"revision" @text,
	"system" @text,
	"cpe" @text,
	"confidence" @int NOT NULL,
	"banner" @text,
	PRIMARY KEY ("run", "seq")
) @strict;

-- A certificate that a service showed.
CREATE TABLE obs_cert (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"name" @text,
	"subject" @text,
	"issuer" @text,
	"serial" @text,
	"names" @text NOT NULL,
	"not_before" @int NOT NULL,
	"not_after" @int NOT NULL,
	"key" @text,
	"key_bits" @int NOT NULL,
	"signature" @text,
	"self_signed" @int NOT NULL,
	"name_matches" @int NOT NULL,
	"chain" @int NOT NULL,
	"sha256" @text,
	PRIMARY KEY ("run", "seq")
) @strict;

-- TLS versions and suites that a service accepts.
CREATE TABLE obs_tls (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"name" @text,
	"versions" @text NOT NULL,
	"suites" @text NOT NULL,
	"starttls" @int NOT NULL,
	PRIMARY KEY ("run", "seq")
) @strict;

-- A web request and its answer.
CREATE TABLE obs_http (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"url" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"tls" @int NOT NULL,
	"host" @text,
	"probe" @text NOT NULL,
	"method" @text NOT NULL,
	"status" @int NOT NULL,
	"location" @text,
	"headers" @text NOT NULL,
	"title" @text,
	"body" @text,
	"body_bytes" @int NOT NULL,
	PRIMARY KEY ("run", "seq")
) @strict;

-- One fact about a subject.
CREATE TABLE obs_fact (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"subject" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"fact" @text NOT NULL,
	"values" @text NOT NULL,
	"evidence" @text,
	PRIMARY KEY ("run", "seq")
) @strict;

-- What was and was not examined.
CREATE TABLE obs_coverage (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"subject" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"stage" @text NOT NULL,
	"state" @text NOT NULL,
	"reason" @text,
	PRIMARY KEY ("run", "seq")
) @strict;

-- Traffic that was sent.
CREATE TABLE obs_burst (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"source" @text,
	"dest" @text NOT NULL,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"probe" @text NOT NULL,
	"packets" @int NOT NULL,
	"authorisation" @text,
	PRIMARY KEY ("run", "seq")
) @strict;

-- The end of a unit of work.
CREATE TABLE obs_unit (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"unit" @text NOT NULL,
	"stage" @text NOT NULL,
	"state" @text NOT NULL,
	"duration" @int NOT NULL,
	"reason" @text,
	PRIMARY KEY ("run", "seq")
) @strict;

-- A unit is stored at most once.
CREATE UNIQUE INDEX obs_unit_once ON obs_unit ("run", "unit");

-- A weakness of one subject.
CREATE TABLE finding (
	"run" @text NOT NULL REFERENCES run ("id") ON DELETE CASCADE,
	"seq" @int NOT NULL,
	"type" @text NOT NULL,
	"key" @text NOT NULL,
	"criticality" @text NOT NULL,
	"category" @text NOT NULL,
	"cwe" @int NOT NULL,
	"qod" @int NOT NULL,
	"subject" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"product" @text,
	"evidence" @text NOT NULL,
	"state" @text NOT NULL,
	"first_seen" @int NOT NULL,
	PRIMARY KEY ("run", "seq")
) @strict;
