/*
 * Debian: the tracker's {package: {CVE: {releases: {NAME: {status, fixed_version, urgency}}}}},
 * and a table "source fixed_in dist cve date" (tabs) made of changelogs, which knows what the
 * tracker does not.
 */
#include "feed/items.h"
#include "feed/readers.h"

enum { NAME = 256 };

static const char heading[] = "source\tfixed_in\tdist\tcve\t";

bool debian_sniff(struct span head, const char *name)
{
	(void)name;
	if (span_starts(head, heading))
		return true;
	return span_find(head, "\"releases\"") >= 0 &&
	       span_find(head, "\"repositories\"") >= 0 && span_find(head, "\"scope\"") >= 0;
}

static int emit(
    struct know_fix *fix, int64_t modified, struct feed_read *rd, struct arena *arena)
{
	struct knowledge k = {.kind = KNOW_FIX, .modified = modified, .fix = fix};

	fix->distro = "debian";
	k.id = arena_printf(arena, "%s debian %s %s", fix->id, fix->release, fix->package);
	return feed_emit(rd, &k);
}

/* --- the tracker --- */

/* "0" means that the release never was affected; "unimportant" that nobody will mend it. */
static bool state_of(const struct json *release, struct know_fix *fix)
{
	const char *status = json_text(json_get(release, "status"), "");
	const char *version = json_text(json_get(release, "fixed_version"), NULL);

	if (strcmp(status, "resolved") == 0 && version) {
		fix->state = strcmp(version, "0") == 0 ? FIX_NOT_AFFECTED : FIX_RELEASED;
		fix->version = fix->state == FIX_RELEASED ? version : NULL;
		return strlen(version) < NAME;
	}
	if (strcmp(status, "open") == 0) {
		bool wont =
		    strcmp(json_text(json_get(release, "urgency"), ""), "unimportant") == 0 ||
		    json_get(release, "nodsa") != NULL;

		fix->state = wont ? FIX_WONT : FIX_NONE_YET;
		return true;
	}
	return strcmp(status, "undetermined") == 0 ? (fix->state = FIX_NONE_YET, true) : false;
}

static int read_cve(const char *package, const char *id, const struct json *entry,
    struct feed_read *rd, struct arena *arena)
{
	const struct json *releases = json_get(entry, "releases");
	int r = 0;

	if (!feed_is_cve(id)) {
		feed_leave(rd, "an entry without a CVE number");
		return 0;
	}
	if (!releases || releases->type != JSON_OBJECT)
		return 0;
	for (size_t i = 0; r == 0 && i < releases->object.n; i++) {
		const struct json_member *m = &releases->object.members[i];
		struct know_fix fix = {
		    .id = id, .release = feed_text(arena, m->key, 64), .package = package};

		if (!fix.release || !state_of(&m->value, &fix))
			feed_leave(rd, "a state that is not known");
		else
			r = emit(&fix, 0, rd, arena);
	}
	return r;
}

static int read_package(
    const char *package, const struct json *cves, struct feed_read *rd, struct arena *arena)
{
	int r = 0;

	if (cves->type != JSON_OBJECT) {
		feed_leave(rd, "a package that is no object");
		return 0;
	}
	for (size_t i = 0; r == 0 && i < cves->object.n; i++)
		r = read_cve(package, cves->object.members[i].key,
		    &cves->object.members[i].value, rd, arena);
	return r;
}

static int read_tracker(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena = arena_new(), *head = arena_new();
	const struct json *cves;
	struct items it;
	int r = items_init(&it, bytes, NULL, head, msg);

	while (r == 0 && (r = items_parse(&it, arena, &cves)) == 1) {
		const char *package = arena_strndup(arena, it.key.p, it.key.n);

		package = feed_text(arena, package, NAME);
		if (package)
			r = read_package(package, cves, rd, arena);
		else
			r = 0;
	}
	rd->whole = true;
	arena_free(arena);
	arena_free(head);
	return r;
}

/* --- the table --- */

/* "Sat, 02 May 2026 18:37:29 +0200" (RFC 5322) to its day; 0 when it is none. */
static int64_t day_of(struct span s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[40];
	int day, year, month;
	char name[4];

	if (s.n < 16 || s.n > 40)
		return 0;
	memcpy(text, s.p + 5, 11);
	text[11] = '\0'; /* "02 May 2026" */
	/* NOLINTNEXTLINE(cert-err34-c): two and four digits fit */
	if (sscanf(text, "%2d %3s %4d", &day, name, &year) != 3)
		return 0;
	month = 0;
	while (month < 12 && strncmp(months + 3 * (size_t)month, name, 3) != 0)
		month++;
	if (month == 12)
		return 0;
	(void)snprintf(
	    text, sizeof(text), "%04d-%02d-%02d", year % 10000, month + 1, day % 100);
	return feed_time(text);
}

/* "bookworm-security" and the other pockets are of one release. */
static const char *release_of(const char *dist, struct arena *arena)
{
	return arena_strndup(arena, dist, strcspn(dist, "-"));
}

static int read_row(struct span line, struct feed_read *rd, struct arena *arena)
{
	const char *cell[4];
	struct know_fix fix = {.state = FIX_RELEASED};
	struct span part;
	int64_t day;

	for (size_t i = 0; i < ARRAY_LEN(cell); i++) {
		if (!span_split(&line, '\t', &part) || part.n == 0 || part.n > NAME)
			return ERR_SYNTAX;
		cell[i] = feed_text(arena, arena_strndup(arena, part.p, part.n), NAME);
	}
	if (!feed_is_cve(cell[3]))
		return ERR_SYNTAX;
	day = day_of(span_trim(line));
	fix.package = cell[0];
	fix.version = cell[1];
	fix.release = release_of(cell[2], arena);
	fix.id = cell[3];
	feed_newer(rd, day);
	return emit(&fix, day, rd, arena);
}

static int read_table(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct span rest = bytes, line;
	int64_t n = 1;
	int r = 0;

	(void)span_line(&rest, &line);
	if (bytes.n && bytes.p[bytes.n - 1] != '\n')
		r = feed_bad(msg, ERR_TRUNCATED, "its last line is not ended");
	while (r == 0 && span_line(&rest, &line)) {
		n++;
		if (line.n == 0)
			continue;
		arena_clear(arena);
		r = read_row(line, rd, arena);
		if (r == ERR_SYNTAX)
			r = feed_bad(msg, r, "line %lld: \"%.*s\"", (long long)n,
			    (int)MIN(line.n, 60), (const char *)line.p);
	}
	arena_free(arena);
	return r;
}

int debian_read(struct span bytes, struct feed_read *rd, struct msg *msg)
{
	return span_starts(bytes, heading) ? read_table(bytes, rd, msg)
					   : read_tracker(bytes, rd, msg);
}
