-- Legal clocks of incidents (model/incident.h).
CREATE TABLE obligation (
	"id" @text NOT NULL,
	"incident" @text NOT NULL,
	"party" @text NOT NULL,
	"org" @text,
	"regime" @text NOT NULL,
	"stage" @text NOT NULL,
	"trigger" @int NOT NULL,
	"due" @int NOT NULL,
	"sent" @int NOT NULL,
	"sent_by" @text,
	"recipient" @text,
	"content" @text,
	"verdict" @text NOT NULL,
	"note" @text,
	"waived" @int NOT NULL,
	"forwarded" @int NOT NULL,
	"forwarded_to" @text,
	"reminded" @int NOT NULL,
	"created" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX obligation_of ON obligation ("incident", "created");
CREATE INDEX obligation_due ON obligation ("sent", "due");
CREATE INDEX obligation_party ON obligation ("party");
CREATE INDEX obligation_order ON obligation ("due", "id");
CREATE INDEX obligation_org ON obligation ("org", "due", "id");
