-- What an organisation is searched by, without case and accents (model/member.h); the service fills it where it is missing (org_search_fill).
ALTER TABLE org ADD COLUMN "search" @text;
CREATE INDEX org_unsearched ON org ("id") WHERE "search" IS NULL;
