-- When an indicator was first told, and its number in rules of sensors, which must stay the same.
ALTER TABLE ioc ADD COLUMN "published" @int NOT NULL DEFAULT 0;
ALTER TABLE ioc ADD COLUMN "number" @int NOT NULL DEFAULT 0;
UPDATE ioc SET "published" = "added" WHERE "state" IN ('active', 'expired') OR ("state" = 'withdrawn' AND "added" > "created");
UPDATE ioc SET "number" = n."place" FROM (SELECT "id" AS "ioc", row_number() OVER (ORDER BY "published", "id") AS "place"
	FROM ioc WHERE "published" > 0) AS n WHERE ioc."id" = n."ioc";
INSERT INTO setting ("name", "value") SELECT 'ioc.number', max("number") || '' FROM ioc HAVING max("number") > 0;
CREATE INDEX ioc_sighting_time ON ioc_sighting ("type", "ioc", "time");
