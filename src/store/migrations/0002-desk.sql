-- The desk: members, what may be looked at, orders, tracked findings, the log (model/member.h, scope.h, order.h, tracked.h, log.h).
-- The columns of a table are the fields of its record; identifiers are text.

-- An organisation of the constituency.
CREATE TABLE org (
	"id" @text NOT NULL,
	"name" @text NOT NULL,
	"abbreviation" @text,
	"type" @text NOT NULL,
	"parent" @text,
	"path" @text NOT NULL,
	"state" @text NOT NULL,
	"region" @text,
	"national_ids" @text NOT NULL,
	"lang" @text,
	"zone" @int NOT NULL,
	"criticality" @int NOT NULL,
	"beds" @int NOT NULL,
	"emergency" @text,
	"supplier_of" @text,
	"created" @int NOT NULL,
	"joined" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX org_path ON org ("path");
CREATE INDEX org_name ON org ("state", "name", "id");
CREATE INDEX org_by_name ON org ("name", "id");
CREATE INDEX org_region ON org ("region", "id");

-- Somebody who may sign in, or is written to.
CREATE TABLE person (
	"id" @text NOT NULL,
	"name" @text NOT NULL,
	"mail" @text NOT NULL,
	"mail_confirmed" @int NOT NULL,
	"phone" @text,
	"lang" @text,
	"state" @text NOT NULL,
	"password" @text,
	"totp" @text,
	"totp_step" @int NOT NULL,
	"recovery" @text NOT NULL,
	"failures" @int NOT NULL,
	"failed" @int NOT NULL,
	"created" @int NOT NULL,
	"seen" @int NOT NULL,
	"oidc_issuer" @text,
	"oidc_subject" @text,
	"openpgp" @text,
	"digest" @int NOT NULL,
	"quiet" @text NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX person_mail ON person ("mail");
CREATE UNIQUE INDEX person_oidc ON person ("oidc_issuer", "oidc_subject");

-- What a person may do, and where.
CREATE TABLE membership (
	"id" @text NOT NULL,
	"person" @text NOT NULL,
	"org" @text,
	"role" @text NOT NULL,
	"functions" @text NOT NULL,
	"since" @int NOT NULL,
	"until" @int NOT NULL,
	"confirmed" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX membership_person ON membership ("person");
CREATE INDEX membership_org ON membership ("org");
CREATE INDEX membership_confirmed ON membership ("confirmed", "id");

-- A passkey (WebAuthn credential).
CREATE TABLE passkey (
	"id" @text NOT NULL,
	"person" @text NOT NULL,
	"name" @text NOT NULL,
	"key" @text NOT NULL,
	"alg" @int NOT NULL,
	"count" @int NOT NULL,
	"created" @int NOT NULL,
	"used" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX passkey_person ON passkey ("person");

-- Somebody signed in in a browser.
CREATE TABLE session (
	"id" @text NOT NULL,
	"person" @text NOT NULL,
	"csrf" @text NOT NULL,
	"created" @int NOT NULL,
	"seen" @int NOT NULL,
	"expires" @int NOT NULL,
	"remote" @text,
	"agent" @text,
	"method" @text,
	"strong" @int NOT NULL,
	"org" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX session_person ON session ("person");
CREATE INDEX session_expires ON session ("expires");

-- A token for programs.
CREATE TABLE api_token (
	"id" @text NOT NULL,
	"hash" @text NOT NULL,
	"person" @text NOT NULL,
	"org" @text,
	"name" @text NOT NULL,
	"scopes" @text NOT NULL,
	"sources" @text NOT NULL,
	"created" @int NOT NULL,
	"expires" @int NOT NULL,
	"used" @int NOT NULL,
	"revoked" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX api_token_hash ON api_token ("hash");
CREATE INDEX api_token_person ON api_token ("person");

-- A one-time link that was sent.
CREATE TABLE link (
	"id" @text NOT NULL,
	"purpose" @text NOT NULL,
	"person" @text,
	"org" @text,
	"object" @text,
	"created" @int NOT NULL,
	"expires" @int NOT NULL,
	"used" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

-- An application for membership.
CREATE TABLE enrolment (
	"id" @text NOT NULL,
	"state" @text NOT NULL,
	"org" @text,
	"name" @text,
	"type" @text NOT NULL,
	"parent" @text,
	"national_ids" @text NOT NULL,
	"person" @text NOT NULL,
	"role" @text NOT NULL,
	"legal_name" @text,
	"legal_mail" @text,
	"oncall_name" @text,
	"oncall_phone" @text,
	"terms" @text NOT NULL,
	"terms_lang" @text,
	"message" @text,
	"created" @int NOT NULL,
	"decided" @int NOT NULL,
	"decided_by" @text,
	"reason" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX enrolment_state ON enrolment ("state", "created");

-- Something an organisation says is its own.
CREATE TABLE perimeter_item (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"type" @text NOT NULL,
	"value" @text NOT NULL,
	"source" @text NOT NULL,
	"state" @text NOT NULL,
	"note" @text,
	"supplier" @text,
	"created" @int NOT NULL,
	"created_by" @text,
	"verified" @int NOT NULL,
	"lapses" @int NOT NULL,
	"first" @text,
	"last" @text,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX perimeter_item_value ON perimeter_item ("org", "value");
CREATE INDEX perimeter_item_claim ON perimeter_item ("value");
CREATE INDEX perimeter_item_net ON perimeter_item ("first");
CREATE INDEX perimeter_item_lapse ON perimeter_item ("state", "lapses");

-- One way of proving an item.
CREATE TABLE proof (
	"id" @text NOT NULL,
	"item" @text NOT NULL,
	"method" @text NOT NULL,
	"token" @text,
	"state" @text NOT NULL,
	"created" @int NOT NULL,
	"checked" @int NOT NULL,
	"next" @int NOT NULL,
	"detail" @text,
	"attested_by" @text,
	"reason" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX proof_item ON proof ("item");
CREATE INDEX proof_next ON proof ("state", "next");

-- The signed permission to look.
CREATE TABLE authorisation (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"signer" @text NOT NULL,
	"signer_name" @text NOT NULL,
	"signer_function" @text,
	"items" @text NOT NULL,
	"profile" @text NOT NULL,
	"windows" @text NOT NULL,
	"exclude" @text NOT NULL,
	"rate" @int NOT NULL,
	"emergency" @text NOT NULL,
	"statement" @text,
	"hash" @text,
	"since" @int NOT NULL,
	"until" @int NOT NULL,
	"signed_at" @int NOT NULL,
	"remote" @text,
	"revoked" @int NOT NULL,
	"revoked_by" @text,
	"revoked_reason" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX authorisation_org ON authorisation ("org", "revoked", "until");

-- An ordered audit.
CREATE TABLE audit_order (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"org" @text NOT NULL,
	"type" @text NOT NULL,
	"state" @text NOT NULL,
	"profile" @text NOT NULL,
	"items" @text NOT NULL,
	"authorisation" @text,
	"ordered_by" @text,
	"reason" @text,
	"recurrence" @text NOT NULL,
	"next" @int NOT NULL,
	"parent" @text,
	"finding" @text,
	"cve" @text,
	"priority" @int NOT NULL,
	"estimate" @int NOT NULL,
	"wanted" @int NOT NULL,
	"created" @int NOT NULL,
	"started" @int NOT NULL,
	"ended" @int NOT NULL,
	"run" @text,
	"analyst" @text,
	"reviewer" @text,
	"delivered" @int NOT NULL,
	"acknowledged" @int NOT NULL,
	"note" @text,
	"stop" @int NOT NULL,
	"findings" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX audit_order_ref ON audit_order ("ref");
CREATE INDEX audit_order_created ON audit_order ("created", "id");
CREATE INDEX audit_order_org ON audit_order ("org", "created");
CREATE INDEX audit_order_state ON audit_order ("state", "priority", "created");
CREATE INDEX audit_order_queue ON audit_order ("priority", "created", "id") WHERE "state" IN ('submitted', 'checking', 'needs_info', 'accepted', 'scheduled', 'running', 'paused');
CREATE INDEX audit_order_next ON audit_order ("next");

-- A step of an order.
CREATE TABLE order_event (
	"id" @text NOT NULL,
	"audit_order" @text NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"was" @text NOT NULL,
	"becomes" @text NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX order_event_order ON order_event ("audit_order", "time");

-- Work for one worker.
CREATE TABLE chunk (
	"id" @text NOT NULL,
	"audit_order" @text NOT NULL,
	"org" @text NOT NULL,
	"run" @text,
	"job" @text,
	"state" @text NOT NULL,
	"priority" @int NOT NULL,
	"ready" @int NOT NULL,
	"worker" @text,
	"lease" @int NOT NULL,
	"attempts" @int NOT NULL,
	"stop" @int NOT NULL,
	"created" @int NOT NULL,
	"ended" @int NOT NULL,
	"reason" @text,
	"stage" @text,
	"done" @int NOT NULL,
	"total" @int NOT NULL,
	"hosts" @int NOT NULL,
	"services" @int NOT NULL,
	"requests" @int NOT NULL,
	"findings" @int NOT NULL,
	"told" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX chunk_queue ON chunk ("priority", "created") WHERE "state" = 'waiting';
CREATE INDEX chunk_leased ON chunk ("lease") WHERE "state" = 'leased';
CREATE INDEX chunk_failed ON chunk ("audit_order") WHERE "state" = 'failed';
CREATE INDEX chunk_order ON chunk ("audit_order");
CREATE UNIQUE INDEX chunk_one_an_org ON chunk ("org") WHERE "state" = 'leased';

-- A weakness of one organisation, followed until a machine has verified that it is gone.
CREATE TABLE tracked_finding (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"org" @text NOT NULL,
	"type" @text NOT NULL,
	"key" @text NOT NULL,
	"criticality" @text NOT NULL,
	"category" @text NOT NULL,
	"subject" @text NOT NULL,
	"addr" @text,
	"port" @int NOT NULL,
	"product" @text,
	"evidence" @text NOT NULL,
	"state" @text NOT NULL,
	"first_seen" @int NOT NULL,
	"last_seen" @int NOT NULL,
	"checked" @int NOT NULL,
	"missed" @int NOT NULL,
	"run" @text,
	"due" @int NOT NULL,
	"due_rule" @text,
	"planned" @int NOT NULL,
	"owner" @text,
	"expires" @int NOT NULL,
	"reason" @text,
	"decided_by" @text,
	"duplicate_of" @text,
	"regression_of" @text,
	"closed" @int NOT NULL,
	"closed_how" @text,
	"reopened" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX tracked_finding_ref ON tracked_finding ("ref");
-- All that an organisation's figures and the order of its list need: rows themselves are not read for them.
CREATE INDEX tracked_finding_org ON tracked_finding ("org", "state", "criticality", "first_seen", "due", "category", "closed", "id");
CREATE INDEX tracked_finding_key ON tracked_finding ("org", "key");
-- Lists of all members' findings: what they are filtered and sorted by, with the order that they have.
CREATE INDEX tracked_finding_first ON tracked_finding ("first_seen", "id", "state", "due");
CREATE INDEX tracked_finding_last ON tracked_finding ("last_seen", "id");
CREATE INDEX tracked_finding_due ON tracked_finding ("due", "id");
CREATE INDEX tracked_finding_state ON tracked_finding ("state", "due", "org", "criticality", "first_seen");
CREATE INDEX tracked_finding_state_first ON tracked_finding ("state", "first_seen", "id");
CREATE INDEX tracked_finding_criticality ON tracked_finding ("criticality", "first_seen", "id", "state");
CREATE INDEX tracked_finding_level ON tracked_finding ((CASE "criticality" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END), "id");
CREATE INDEX tracked_finding_type ON tracked_finding ("type", "first_seen", "id");
CREATE INDEX tracked_finding_subject ON tracked_finding ("subject", "id");
CREATE INDEX tracked_finding_claimed ON tracked_finding ("first_seen", "id") WHERE "state" IN ('false_positive', 'not_ours') AND "decided_by" IS NULL;
CREATE INDEX tracked_finding_expires ON tracked_finding ("expires") WHERE "state" = 'accepted';

-- A step of a tracked finding.
CREATE TABLE tracked_event (
	"id" @text NOT NULL,
	"finding" @text NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"was" @text NOT NULL,
	"becomes" @text NOT NULL,
	"note" @text,
	"run" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX tracked_event_finding ON tracked_event ("finding", "time");

-- Something that is exposed: a name, an address or a service, with when it was seen.
CREATE TABLE exposed_asset (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"type" @text NOT NULL,
	"name" @text NOT NULL,
	"parent" @text,
	"addr" @text,
	"port" @int NOT NULL,
	"protocol" @text,
	"product" @text,
	"first_seen" @int NOT NULL,
	"last_seen" @int NOT NULL,
	"changed" @int NOT NULL,
	"run" @text,
	"gone" @int NOT NULL,
	"worst" @text NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX exposed_asset_name ON exposed_asset ("org", "type", "name");
CREATE INDEX exposed_asset_list ON exposed_asset ("org", "name", "id", "gone");
CREATE INDEX exposed_asset_kept ON exposed_asset ("org", "gone", "type", "first_seen");

-- Something new, changed or gone in what an organisation exposes.
CREATE TABLE exposure_event (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"time" @int NOT NULL,
	"asset" @text,
	"what" @text NOT NULL,
	"name" @text NOT NULL,
	"detail" @text,
	"run" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX exposure_event_org ON exposure_event ("org", "time");

-- The figures of one organisation on one day.
CREATE TABLE snapshot (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"day" @int NOT NULL,
	"critical" @int NOT NULL,
	"high" @int NOT NULL,
	"medium" @int NOT NULL,
	"low" @int NOT NULL,
	"info" @int NOT NULL,
	"overdue" @int NOT NULL,
	"opened" @int NOT NULL,
	"closed" @int NOT NULL,
	"median_age" @int NOT NULL,
	"median_fix" @int NOT NULL,
	"assets" @int NOT NULL,
	"services" @int NOT NULL,
	"grade_tls" @int NOT NULL,
	"grade_mail" @int NOT NULL,
	"grade_dns" @int NOT NULL,
	"grade" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX snapshot_day ON snapshot ("org", "day");
-- The day's figures, and who has most to do.
CREATE INDEX snapshot_worst ON snapshot ("day", "critical", "overdue", "org");

-- The figures of a part of the sector on one day; * for all regions or kinds.
CREATE TABLE sector_day (
	"id" @text NOT NULL,
	"day" @int NOT NULL,
	"region" @text,
	"type" @text,
	"orgs" @int NOT NULL,
	"critical" @int NOT NULL,
	"high" @int NOT NULL,
	"medium" @int NOT NULL,
	"low" @int NOT NULL,
	"info" @int NOT NULL,
	"overdue" @int NOT NULL,
	"spread" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX sector_day_part ON sector_day ("region", "type", "day");
CREATE INDEX sector_day_day ON sector_day ("day", "region", "type");

-- One line of the audit log; each carries the hash of the one before.
CREATE TABLE audit_log (
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"actor_name" @text,
	"token" @text,
	"remote" @text,
	"action" @text NOT NULL,
	"org" @text,
	"object" @text,
	"outcome" @text,
	"detail" @text,
	"prev" @text NOT NULL,
	"hash" @text NOT NULL,
	PRIMARY KEY ("seq")
) @strict;

CREATE INDEX audit_log_org ON audit_log ("org", "seq");
CREATE INDEX audit_log_object ON audit_log ("object", "seq");

-- The log's last entry at a time, signed.
CREATE TABLE log_head (
	"seq" @int NOT NULL,
	"time" @int NOT NULL,
	"hash" @text NOT NULL,
	"key" @text NOT NULL,
	"signature" @text NOT NULL,
	PRIMARY KEY ("seq")
) @strict;

-- What was logged is neither changed nor removed.
@append_only_log

-- A message that must be told once.
CREATE TABLE outgoing (
	"id" @text NOT NULL,
	"unique_key" @text NOT NULL,
	"template" @text NOT NULL,
	"person" @text,
	"mail" @text,
	"org" @text,
	"object" @text,
	"values" @text,
	"state" @text NOT NULL,
	"created" @int NOT NULL,
	"due" @int NOT NULL,
	"lease" @int NOT NULL,
	"attempts" @int NOT NULL,
	"sent" @int NOT NULL,
	"message_id" @text,
	"reason" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX outgoing_key ON outgoing ("unique_key");
CREATE INDEX outgoing_created ON outgoing ("created", "id");
CREATE INDEX outgoing_due ON outgoing ("due") WHERE "state" = 'waiting';
CREATE INDEX outgoing_lease ON outgoing ("lease") WHERE "state" = 'leased';
CREATE INDEX outgoing_failed ON outgoing ("created") WHERE "state" = 'failed';

-- A value that the house keeps for itself.
CREATE TABLE setting (
	"name" @text NOT NULL,
	"value" @text,
	PRIMARY KEY ("name")
) @strict;
