-- What changed in the knowledge, and what that means for members (model/news.h, desk/news.h).

-- Who stated a tracked finding first: knowledge, or (nothing) a run.
ALTER TABLE tracked_finding ADD COLUMN "source" @text;

-- One look at what changed between two packs. The row with the highest seq is where it stands: ended 0, it goes on after "reached".
CREATE TABLE knowledge_pass (
	"id" @text NOT NULL,
	"seq" @int NOT NULL,
	"base" @text,
	"digest" @text NOT NULL,
	"taken" @int NOT NULL,
	"began" @int NOT NULL,
	"moved" @int NOT NULL,
	"ended" @int NOT NULL,
	"reached" @text,
	"changes" @int NOT NULL,
	"orgs" @int NOT NULL,
	"touched" @int NOT NULL,
	"events" @int NOT NULL,
	"opened" @int NOT NULL,
	"changed" @int NOT NULL,
	"withdrawn" @int NOT NULL,
	"told" @int NOT NULL,
	"version" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE UNIQUE INDEX knowledge_pass_seq ON knowledge_pass ("seq");

-- What one vulnerability's new, changed or withdrawn statement means for one service of one organisation.
CREATE TABLE knowledge_event (
	"id" @text NOT NULL,
	"org" @text NOT NULL,
	"time" @int NOT NULL,
	"pass" @text NOT NULL,
	"finding" @text,
	"run" @text,
	"seen" @int NOT NULL,
	"addr" @text NOT NULL,
	"port" @int NOT NULL,
	"transport" @text NOT NULL,
	"product" @text NOT NULL,
	"product_version" @text,
	"vulnerability" @text NOT NULL,
	"how" @text NOT NULL,
	"why" @text NOT NULL,
	"was" @text,
	"verdict" @text NOT NULL,
	"fixed_in" @text,
	"exploited" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX knowledge_event_org ON knowledge_event ("org", "time", "id");
CREATE INDEX knowledge_event_time ON knowledge_event ("time", "id");
CREATE INDEX knowledge_event_vulnerability ON knowledge_event ("vulnerability", "org");
CREATE INDEX knowledge_event_finding ON knowledge_event ("finding", "time");
