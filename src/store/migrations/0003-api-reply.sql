-- A reply of the API that is given again when the request comes again with its Idempotency-Key (api/idempotency.c).
CREATE TABLE api_reply (
	"id" @text NOT NULL,
	"hash" @text NOT NULL,
	"status" @int NOT NULL,
	"type" @text,
	"location" @text,
	"etag" @text,
	"body" @text,
	"created" @int NOT NULL,
	PRIMARY KEY ("id")
) @strict;

CREATE INDEX api_reply_created ON api_reply ("created");
