-- Notices, their readers, steps and telephone calls; rules of who is told; mails that came in (model/notice.h, model/directive.h).
CREATE TABLE notice (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"org" @text NOT NULL,
	"cause" @text NOT NULL,
	"object" @text NOT NULL,
	"severity" @text NOT NULL,
	"tlp" @text NOT NULL,
	"persons" @text NOT NULL,
	"title" @text NOT NULL,
	"advice" @text,
	"texts" @text,
	"items" @text,
	"count" @int NOT NULL,
	"opened" @int NOT NULL,
	"updated" @int NOT NULL,
	"interval" @int NOT NULL,
	"told" @int NOT NULL,
	"due" @int NOT NULL,
	"state" @text NOT NULL,
	"answer" @text NOT NULL,
	"answered" @int NOT NULL,
	"answered_by" @text,
	"channel" @text NOT NULL,
	"note" @text,
	"seen" @int NOT NULL,
	"reminders" @int NOT NULL,
	"remind" @int NOT NULL,
	"closed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX notice_ref ON notice ("ref");
CREATE UNIQUE INDEX notice_cause ON notice ("org", "cause", "object");
CREATE INDEX notice_updated ON notice ("updated", "id");
CREATE INDEX notice_of_org ON notice ("org", "updated");
CREATE INDEX notice_of_object ON notice ("object");
CREATE INDEX notice_due ON notice ("due") WHERE "due" > 0;
CREATE INDEX notice_remind ON notice ("remind") WHERE "remind" > 0;

CREATE TABLE notice_told (
	"id" @text NOT NULL,
	"notice" @text NOT NULL,
	"org" @text NOT NULL,
	"person" @text,
	"directive" @text,
	"outgoing" @text,
	"channel" @text NOT NULL,
	"time" @int NOT NULL,
	"expires" @int NOT NULL,
	"used" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX notice_told_of ON notice_told ("notice", "time");
CREATE INDEX notice_told_by ON notice_told ("outgoing");

CREATE TABLE notice_event (
	"id" @text NOT NULL,
	"notice" @text NOT NULL,
	"time" @int NOT NULL,
	"actor" @text,
	"step" @text NOT NULL,
	"answer" @text NOT NULL,
	"channel" @text NOT NULL,
	"count" @int NOT NULL,
	"note" @text,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX notice_event_of ON notice_event ("notice", "time");

CREATE TABLE phone_task (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"notice" @text,
	"person" @text,
	"reason" @text NOT NULL,
	"text" @text,
	"created" @int NOT NULL,
	"due" @int NOT NULL,
	"tries" @int NOT NULL,
	"outcome" @text NOT NULL,
	"caller" @text,
	"note" @text,
	"called" @int NOT NULL,
	"done" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX phone_task_due ON phone_task ("done", "due");
CREATE INDEX phone_task_all ON phone_task ("due", "id");
CREATE INDEX phone_task_of ON phone_task ("notice");
CREATE INDEX phone_task_at ON phone_task ("org", "created");

CREATE TABLE sending (
	"id" @text NOT NULL,
	"ref" @text NOT NULL,
	"state" @text NOT NULL,
	"severity" @text NOT NULL,
	"tlp" @text NOT NULL,
	"audience" @text NOT NULL,
	"orgs" @text NOT NULL,
	"title_en" @text,
	"title_fr" @text,
	"title_nb" @text,
	"text_en" @text,
	"text_fr" @text,
	"text_nb" @text,
	"author" @text,
	"approver" @text,
	"note" @text,
	"recipients" @int NOT NULL,
	"created" @int NOT NULL,
	"changed" @int NOT NULL,
	"sent" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX sending_ref ON sending ("ref");
CREATE INDEX sending_changed ON sending ("changed", "id");

CREATE TABLE directive (
	"id" @text NOT NULL,
	"org" @text,
	"name" @text NOT NULL,
	"enabled" @int NOT NULL,
	"channel" @text NOT NULL,
	"persons" @text NOT NULL,
	"functions" @text NOT NULL,
	"roles" @text NOT NULL,
	"kinds" @text NOT NULL,
	"least" @text NOT NULL,
	"at_once" @text NOT NULL,
	"tlp" @text NOT NULL,
	"plain" @text NOT NULL,
	"hours" @text NOT NULL,
	"weekdays" @int NOT NULL,
	"digest" @int NOT NULL,
	"lang" @text,
	"interval" @int NOT NULL,
	"url" @text,
	"secret" @text,
	"failures" @int NOT NULL,
	"created" @int NOT NULL,
	"changed" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX directive_of ON directive ("org", "id");

CREATE TABLE inbound (
	"id" @text NOT NULL,
	"time" @int NOT NULL,
	"type" @text NOT NULL,
	"verdict" @text NOT NULL,
	"sender" @text,
	"subject" @text,
	"outgoing" @text,
	"notice" @text,
	"org" @text,
	"person" @text,
	"answer" @text NOT NULL,
	"text" @text,
	"reason" @text,
	"settled_by" @text,
	"settled" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX inbound_time ON inbound ("time", "id");
CREATE INDEX inbound_verdict ON inbound ("verdict", "time");
CREATE INDEX inbound_notice ON inbound ("notice");

CREATE TABLE address_state (
	"id" @text NOT NULL,
	"person" @text,
	"bounces" @int NOT NULL,
	"last" @int NOT NULL,
	"reason" @text,
	"disabled" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

-- Which rule a message goes out by: a webhook's address and key, a rule's language. Digests that a rule asks for.
ALTER TABLE outgoing ADD COLUMN "directive" @text;
