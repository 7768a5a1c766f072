-- What decides the deadlines of a run's findings (model/run.h).
ALTER TABLE run ADD COLUMN "deadlines" @text NOT NULL DEFAULT 'bod-26-04';
