/* A line of a tool's file becomes a followed finding (desk/tool_import.h). */
#include "desk/id.h"
#include "desk/tool_import.h"
#include "desk/tracked.h"
#include "import/clean.h"
#include "import/mapping.h"
#include "pack/kb.h"
#include "store/desk.h"

enum { TAKE_TITLE = 200 }; /* bytes, struct tracked */

/* What kind of weakness it is when its type does not say. */
static int category_of(const struct tool_finding *f)
{
	if (f->cves.n)
		return CATEGORY_SOFTWARE;
	switch (f->tool) {
	case TOOL_BURP:
	case TOOL_ZAP:
	case TOOL_NUCLEI:
		return CATEGORY_WEB;
	case TOOL_TESTSSL:
	case TOOL_SSLYZE:
		return CATEGORY_ENCRYPTION;
	default:
		return CATEGORY_EXPOSURE;
	}
}

static void put(struct text_list *lines, struct arena *arena, const char *text)
{
	if (text && *text)
		text_list_add(lines, arena, text);
}

static struct text_list evidence_of(const struct tool_finding *f, struct arena *arena)
{
	struct text_list out = {0};
	STR_AUTO(cves, (size_t)40 * TOOL_CVES);

	put(&out, arena, arena_printf(arena, "%s: %s", tool_kind_labels[f->tool], f->rule));
	put(&out, arena, f->evidence);
	if (f->path && f->host)
		put(&out, arena, arena_printf(arena, "%s %s", f->host, f->path));
	put(&out, arena, f->vector);
	for (size_t i = 0; i < f->cves.n; i++)
		str_addf(&cves, "%s%s", i ? " " : "", f->cves.items[i]);
	put(&out, arena, str_dup(&cves, arena));
	return out;
}

struct tracked tool_take_finding(const struct tool_finding *f, int64_t now, struct arena *arena)
{
	bool page = strncmp(f->type, "http-", 5) == 0;
	struct kb_finding_type type;
	struct tracked t = {.type = f->type,
	    .key = f->key,
	    .criticality = f->severity,
	    .category = category_of(f),
	    .subject = (page && f->host) || !f->addr ? f->host : f->addr,
	    .addr = f->addr,
	    .port = f->port,
	    .evidence = evidence_of(f, arena),
	    .state = TRACKED_OPEN,
	    .first_seen = f->first ? f->first : now,
	    .last_seen = f->last ? f->last : now,
	    .checked = f->last ? f->last : now,
	    .source = arena_printf(arena, TOOL_IMPORT_SOURCE "%s", tool_kind_names[f->tool])};

	if (kb_finding(kb_builtin(), f->type, &type) == 0) {
		t.criticality = type.criticality;
		t.category = type.category;
	} else {
		t.title = clean_text(arena, f->title, TAKE_TITLE);
		/* A vector that somebody published weighs more than a tool's own word. */
		if (f->vector && clean_severity(f->vector) < t.criticality)
			t.criticality = clean_severity(f->vector);
	}
	/* The time of the file is said by whoever brings it. */
	t.first_seen = MIN(t.first_seen, now);
	t.last_seen = MIN(t.last_seen, now);
	t.checked = MIN(t.checked, now);
	tracked_set_due(&t, now);
	return t;
}

int tool_take_one(struct db *db, const struct actor *actor, const char *org,
    const struct tool_finding *f, const char *note, int64_t now, struct arena *arena,
    struct tracked *ret)
{
	struct tracked t = tool_take_finding(f, now, arena);
	int r;

	t.id = id_make(arena);
	t.org = org;
	r = ref_next(db, "F", now, arena, &t.ref);
	if (r == 0)
		r = desk_insert(db, &tracked_type, &t);
	if (r == 0)
		r = tracked_note(db, NULL, &t, actor ? actor->person : NULL, note, NULL, now);
	if (r == 0)
		*ret = t;
	return r;
}
