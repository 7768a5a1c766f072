-- Findings about software: its vulnerabilities, how sure, how urgent.
ALTER TABLE finding ADD COLUMN "software" @text;
ALTER TABLE finding ADD COLUMN "verdict" @text NOT NULL DEFAULT 'none';
ALTER TABLE finding ADD COLUMN "cves" @text NOT NULL DEFAULT '[]';
ALTER TABLE finding ADD COLUMN "ncves" @int NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN "fixed_in" @text;
ALTER TABLE finding ADD COLUMN "priority" @int NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN "days" @int NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN "forensics" @int NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN "rule" @text;
ALTER TABLE finding ADD COLUMN "why" @text NOT NULL DEFAULT '[]';
