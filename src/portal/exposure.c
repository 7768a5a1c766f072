/* What is exposed: a tree and a picture, the table, and what changed. */
#include "portal/exposure.h"
#include "desk/figures.h"
#include "portal/bound.h"
#include "portal/chart.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include "base/map.h"

enum { TREE_MAX = 2000, EVENT_DAYS = 90, RECENT = 15 };

static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const whats[] = {"new", "changed", "gone", "back", NULL};

static const struct list_column columns[] = {
    {"name", TR("What"), "e.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "e.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, exposed_kind_names,
	NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"protocol", TR("Protocol"), "e.\"protocol\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"product", TR("Product"), "e.\"product\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"first_seen", TR("First seen"), "e.\"first_seen\"", LIST_TIME, LIST_SORT | LIST_FILTER,
	NULL, NULL},
    {"last_seen", TR("Last seen"), "e.\"last_seen\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"changed", TR("Changed"), "e.\"changed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"gone", TR("Disappeared"), "CASE WHEN e.\"gone\" = 1 THEN 'yes' ELSE 'no' END", LIST_ENUM,
	LIST_FILTER | LIST_HIDE, yes_no, NULL},
    {"addr", "", "e.\"addr\"", LIST_TEXT, LIST_SEARCH | LIST_HIDE, NULL, NULL},
    {"id", "", "e.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"owner", "", "e.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

void exposure_at(struct call *call, const char *tab)
{
	struct json *at = json_new_object(call->arena);

	json_set_bool(call->arena, at, tab, true);
	json_set_value(call->arena, call->data, "at", at);
}

static void mark_row(struct call *call, struct json *row)
{
	const struct json *first = json_get(row, "first_seen");

	json_set_bool(call->arena, row, "is_gone",
	    strcmp(json_text(json_get(row, "gone"), ""), "yes") == 0);
	json_set_bool(
	    call->arena, row, "is_new", json_int(first, 0) > call->now - 30 * FIGURES_DAY);
}

static int list(struct call *call)
{
	struct list_column own[ARRAY_LEN(columns)];
	struct list list = {.name = "exposure",
	    .from = "exposed_asset AS e JOIN org AS o ON o.\"id\" = e.\"org\"",
	    .where = "o.\"path\" >= $1 AND o.\"path\" < $2",
	    .columns = own,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "name",
	    .key = "e.\"id\"",
	    .empty = TR("Nothing is known yet: an audit finds what you expose."),
	    .row = mark_row,
	    .late = true};

	memcpy(own, columns, sizeof(own));
	if (!bound_below(call))
		own[2].flags |= LIST_HIDE;
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	exposure_at(call, "list");
	return list_run(call, &list,
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call))));
}

/* --- the tree --- */

/* An asset and what hangs on it. */
struct node {
	const struct exposed *e;
	VEC(struct node *) below;
	bool placed; /* hangs on another */
};

struct tree {
	struct node *nodes;
	size_t n;
	struct map by_name; /* name -> node; names and addresses */
};

static void hang(struct arena *arena, struct node *on, struct node *what)
{
	vec_push(arena, &on->below, what);
	what->placed = true;
}

/* Services hang on their address; an address on the first name that leads there; a name on the
 * name it was found by, as long as that makes no circle. */
static void build(struct arena *arena, struct tree *tree)
{
	for (size_t i = 0; i < tree->n; i++) {
		struct node *node = &tree->nodes[i];
		const char *on = node->e->type == EXPOSED_SERVICE ? node->e->addr
				 : node->e->type == EXPOSED_NAME  ? node->e->parent
								  : NULL;
		struct node *parent = on ? map_get(&tree->by_name, on) : NULL;
		size_t own = strlen(node->e->name), above = on ? strlen(on) : 0;

		if (!parent || parent == node)
			continue;
		if (node->e->type == EXPOSED_SERVICE || above < own)
			hang(arena, parent, node);
	}
	for (size_t i = 0; i < tree->n; i++) {
		struct node *node = &tree->nodes[i];
		struct node *address = node->e->type == EXPOSED_NAME && node->e->addr
					   ? map_get(&tree->by_name, node->e->addr)
					   : NULL;

		if (address && address->e->type == EXPOSED_ADDRESS && !address->placed)
			hang(arena, node, address);
	}
}

enum { TREE_DEPTH = 12 };

static struct json *node_json(struct call *call, const struct node *node, int depth)
{
	struct json *to = bound_json(call, &exposed_type, node->e);
	struct json *below = json_new_array(call->arena);

	for (size_t i = 0; i < node->below.n && depth < TREE_DEPTH; i++)
		json_add_value(
		    call->arena, below, node_json(call, node->below.items[i], depth + 1));
	json_set_bool(
	    call->arena, to, "is_new", node->e->first_seen > call->now - 30 * FIGURES_DAY);
	json_set_value(call->arena, to, "below", below);
	json_set_bool(call->arena, to, "open", depth == 0);
	json_set_int(call->arena, to, "n", (int64_t)node->below.n);
	return to;
}

static int load(struct call *call, struct exposed **ret, size_t *ret_n)
{
	struct desk_records found = {0};
	int r = desk_list(call->db, &exposed_type,
	    "WHERE \"org\" = $1 AND \"gone\" = 0 ORDER BY \"type\", \"name\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(TREE_MAX)), call->arena, &found);
	struct exposed *all;

	if (r < 0)
		return call_db(call, r);
	all = ARENA_ARRAY(call->arena, MAX(found.all.n, (size_t)1), struct exposed);
	for (size_t i = 0; i < found.all.n; i++)
		all[i] = *(const struct exposed *)found.all.items[i];
	*ret = all;
	*ret_n = found.all.n;
	return 0;
}

static void set_tree(struct call *call, const struct exposed *all, size_t n)
{
	struct json *roots = json_new_array(call->arena);
	struct tree tree = {
	    .nodes = ARENA_ARRAY(call->arena, MAX(n, (size_t)1), struct node), .n = n};

	map_init(&tree.by_name, call->arena);
	for (size_t i = 0; i < n; i++) {
		tree.nodes[i] = (struct node){.e = &all[i]};
		if (all[i].type != EXPOSED_SERVICE)
			(void)map_set(&tree.by_name, all[i].name, &tree.nodes[i]);
	}
	build(call->arena, &tree);
	for (size_t i = 0; i < n; i++)
		if (!tree.nodes[i].placed)
			json_add_value(call->arena, roots, node_json(call, &tree.nodes[i], 0));
	json_set_value(call->arena, call->data, "tree", roots);
	json_set_bool(call->arena, call->data, "cut", n == TREE_MAX);
	json_set_text(call->arena, call->data, "map",
	    chart_map(call->arena,
		tr(i18n_lang(call->lang), TR("Names, their addresses and services")), all, n));
	json_set_int(call->arena, call->data, "map_most", CHART_MAP);
}

static int set_recent(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &exposure_event_type,
	    "WHERE \"org\" = $1 AND \"time\" > $2 ORDER BY \"time\" DESC, \"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(call->org->id),
		DESK_INT(call->now - EVENT_DAYS * FIGURES_DAY), DESK_INT(RECENT)),
	    call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (e, &found.all)
		json_add_value(call->arena, all, bound_json(call, &exposure_event_type, *e));
	json_set_value(call->arena, call->data, "recent", all);
	return 0;
}

static int show(struct call *call)
{
	struct exposed *all = NULL;
	size_t n = 0;
	int r = load(call, &all, &n);

	if (r < 0)
		return r;
	set_tree(call, all, n);
	exposure_at(call, "tree");
	return set_recent(call);
}

/* --- what changed --- */

static const struct list_column event_columns[] = {
    {"time", TR("When"), "v.\"time\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"what", TR("What"), "v.\"what\"", LIST_ENUM, LIST_SORT | LIST_FILTER, whats, NULL},
    {"name", TR("Where"), "v.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"detail", TR("Detail"), "v.\"detail\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
};

static int events(struct call *call)
{
	struct list_column own[ARRAY_LEN(event_columns)];
	struct list list = {.name = "changes",
	    .from = "exposure_event AS v JOIN org AS o ON o.\"id\" = v.\"org\"",
	    .where = "o.\"path\" >= $1 AND o.\"path\" < $2 AND v.\"time\" > $3",
	    .columns = own,
	    .ncolumns = ARRAY_LEN(event_columns),
	    .sort = "-time",
	    .key = "v.\"id\"",
	    .empty = TR("Nothing has changed in the last 90 days.")};

	memcpy(own, event_columns, sizeof(own));
	if (!bound_below(call))
		own[3].flags |= LIST_HIDE;
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	exposure_at(call, "events");
	return list_run(call, &list,
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call)),
		DESK_INT(call->now - EVENT_DAYS * FIGURES_DAY)));
}

const struct route exposure_routes[] = {
    {"GET", "/orgs/{org}/exposure", MAY_VIEW, "exposure", show, 0,
	"What is exposed, as a tree and a picture, and what changed lately.", NULL,
	TR("Exposure")},
    {"GET", "/orgs/{org}/exposure/list", MAY_VIEW, "exposure_list", list, 0,
	"Names, addresses and services, with when they were seen.", NULL, TR("Exposure")},
    {"GET", "/orgs/{org}/exposure/events", MAY_VIEW, "exposure_events", events, 0,
	"What is new, changed or gone in the last 90 days.", NULL, TR("Changes")},
    {.method = NULL},
};
