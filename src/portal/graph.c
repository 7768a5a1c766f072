/* The graph page: a list of what is drawn, which works without script, and the same as JSON,
 * which the script draws (web/assets/graph.js). */
#include "portal/graph.h"

#include "codec/json.h"
#include "desk/figures.h"
#include "portal/assets.h"
#include "portal/bound.h"
#include "portal/cert_sql.h"
#include "portal/exposure.h"
#include "portal/routes.h"
#include "report/i18n.h"

enum {
	ORGS_MOST = 400,
	ASSETS_MOST = 4000, /* looked through for the worst; no member has more by far */
	PLACES_MOST = 20000,
	NEW_DAYS = 30,
	LIST_DEPTH = 12,
};

static const char *const levels[] = {"critical", "high", "medium", "low", NULL};

/* What the page and its JSON are made of. */
struct view {
	struct graph_wish wish;
	struct graph graph;
	int64_t total; /* assets there are */
};

/* --- reading --- */

#define BELOW                                                                                \
	"\"org\" IN (SELECT o.\"id\" FROM org AS o WHERE o.\"path\" >= $1 AND o.\"path\" < " \
	"$2)"

static int load_orgs(struct call *call, const char *end, struct org **ret, size_t *ret_n)
{
	struct desk_records found = {0};
	struct org *all;
	int r = desk_list(call->db, &org_type,
	    "WHERE \"path\" >= $1 AND \"path\" < $2 ORDER BY \"path\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(end), DESK_INT(ORGS_MOST)),
	    call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	all = ARENA_ARRAY(call->arena, found.all.n + 1, struct org);
	for (size_t i = 0; i < found.all.n; i++)
		all[i] = *(const struct org *)found.all.items[i];
	if (found.all.n == 0)
		all[0] = *call->org;
	*ret = all;
	*ret_n = MAX(found.all.n, (size_t)1);
	return 0;
}

static int load_assets(
    struct call *call, const char *end, struct exposed **ret, size_t *ret_n, int64_t *ret_total)
{
	struct desk_records found = {0};
	struct exposed *all;
	int r = desk_list(call->db, &exposed_type,
	    "WHERE \"gone\" = 0 AND " BELOW " ORDER BY CASE \"worst\" WHEN 'critical' THEN 0 "
	    "WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END, \"type\", "
	    "\"name\", \"id\" LIMIT $3",
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(end), DESK_INT(ASSETS_MOST)),
	    call->arena, &found);

	if (r == 0)
		r = desk_number(call->db,
		    "SELECT count(*) FROM exposed_asset WHERE \"gone\" = 0 AND " BELOW,
		    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(end)), ret_total);
	if (r < 0)
		return call_db(call, r);
	all = ARENA_ARRAY(call->arena, found.all.n + 1, struct exposed);
	for (size_t i = 0; i < found.all.n; i++)
		all[i] = *(const struct exposed *)found.all.items[i];
	*ret = all;
	*ret_n = found.all.n;
	return 0;
}

/* Where findings are open, as they stand now. */
static int load_tallies(struct call *call, const char *end, struct graph_tallies *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(call->db,
	    "SELECT f.\"org\", f.\"addr\", f.\"port\", f.\"subject\", min(CASE "
	    "f.\"criticality\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 "
	    "WHEN 'low' THEN 3 ELSE 4 END), count(*) FROM tracked_finding AS f WHERE f." BELOW
	    " AND " CERT_SQL_OPEN
	    " GROUP BY f.\"org\", f.\"addr\", f.\"port\", f.\"subject\" LIMIT $3",
	    &stmt);

	if (r < 0)
		return call_db(call, r);
	graph_tallies_init(ret, call->arena);
	db_bind_text(stmt, 1, call->org->path);
	db_bind_text(stmt, 2, end);
	db_bind_int(stmt, 3, PLACES_MOST);
	while ((r = db_step(stmt)) == 1)
		graph_tally_add(ret, db_text(stmt, 0), db_text(stmt, 1), db_int(stmt, 2),
		    db_text(stmt, 3),
		    (struct graph_tally){
			.worst = (int)db_int(stmt, 4), .findings = db_int(stmt, 5)});
	return call_db(call, r);
}

/* What the address asks for: how bad, new ones only, a text. */
static struct graph_wish wish_of(const struct call *call)
{
	const char *level = serve_query(call->rq, "criticality");
	const char *fresh = serve_query(call->rq, "new");
	const char *q = serve_query(call->rq, "q");
	int at_least = level ? bound_name(levels, level) : -1;

	return (struct graph_wish){.at_least = at_least < 0 ? CRIT_LEVELS : at_least,
	    .since = fresh && *fresh ? call->now - NEW_DAYS * FIGURES_DAY : 0,
	    .q = q ? q : ""};
}

static int read_view(struct call *call, struct view *ret)
{
	const char *end = bound_path_end(call);
	struct view view = {.wish = wish_of(call)};
	struct graph_tallies tallies;
	struct exposed *assets = NULL;
	struct org *orgs = NULL;
	size_t norgs = 0, n = 0;
	int r = load_orgs(call, end, &orgs, &norgs);

	if (r == 0)
		r = load_assets(call, end, &assets, &n, &view.total);
	if (r == 0)
		r = load_tallies(call, end, &tallies);
	if (r < 0)
		return r;
	graph_build(call->arena, orgs, norgs, assets, n, &tallies, &view.graph);
	graph_choose(call->arena, &view.graph, &view.wish);
	*ret = view;
	return 0;
}

/* --- the list --- */

static bool is_new(const struct call *call, const struct graph_node *node)
{
	return node->e && node->e->first_seen > call->now - NEW_DAYS * FIGURES_DAY;
}

static const char *id_of(const struct graph_node *node)
{
	return node->e ? node->e->id : node->org->id;
}

/* What both the list and the drawing show of a node. */
static struct json *node_json(struct call *call, const struct graph_node *node)
{
	struct json *to = json_new_object(call->arena);
	const struct exposed *e = node->e;

	json_set_text(call->arena, to, "id", id_of(node));
	json_set_text(call->arena, to, "name", e ? e->name : node->org->name);
	json_set_text(call->arena, to, "type", e ? exposed_kind_names[e->type] : NULL);
	json_set_text(call->arena, to, "protocol", e ? e->protocol : NULL);
	json_set_text(call->arena, to, "product", e ? e->product : NULL);
	json_set_text(call->arena, to, "criticality",
	    node->tally.worst < CRIT_LEVELS ? criticality_names[node->tally.worst] : NULL);
	json_set_int(call->arena, to, "findings", node->tally.findings);
	json_set_bool(call->arena, to, "is_new", is_new(call, node));
	return to;
}

/* The whole way down; "below" is null where nothing is, for templates look around. */
static struct json *list_json(struct call *call, const struct graph_node *node, int depth)
{
	struct json *to = node_json(call, node);
	struct json *below = json_new_array(call->arena);

	for (size_t i = 0; i < node->below.n && depth < LIST_DEPTH; i++)
		json_add_value(
		    call->arena, below, list_json(call, node->below.items[i], depth + 1));
	json_set_text(call->arena, to, "owner", node->org->id);
	json_set_int(call->arena, to, "first_seen", node->e ? node->e->first_seen : 0);
	json_set_bool(call->arena, to, "is_asset", node->e != NULL);
	json_set_value(call->arena, to, "below", below);
	json_set_int(call->arena, to, "n", (int64_t)below->array.n);
	return to;
}

/* The criticalities with their words: for the choice, and to say what the shapes mean. */
static void set_levels(struct call *call, const struct view *view)
{
	struct json *all = json_new_array(call->arena);

	for (int i = 0; levels[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "criticality", levels[i]);
		json_set_bool(call->arena, one, "chosen", view->wish.at_least == i);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "levels", all);
}

/* The same wish for the JSON that the script asks for. */
static const char *query_of(struct call *call)
{
	const char *query = strchr(call->rq->target, '?');

	return query ? query : "";
}

static int show(struct call *call)
{
	struct json *list = json_new_array(call->arena);
	struct view view;
	int r = read_view(call, &view);

	if (r < 0)
		return r;
	json_add_value(call->arena, list, list_json(call, &view.graph.nodes[0], 0));
	json_set_value(call->arena, call->data, "nodes", list);
	json_set_bool(call->arena, call->data, "any", view.total > 0);
	json_set_int(call->arena, call->data, "total", view.total);
	json_set_int(call->arena, call->data, "shown", (int64_t)view.graph.drawn);
	json_set_int(call->arena, call->data, "wanted", (int64_t)view.graph.wanted);
	json_set_int(call->arena, call->data, "most", GRAPH_MOST);
	json_set_bool(call->arena, call->data, "cut",
	    view.graph.drawn < view.graph.wanted || view.total > ASSETS_MOST);
	json_set_text(call->arena, call->data, "q", view.wish.q);
	json_set_bool(call->arena, call->data, "only_new", view.wish.since != 0);
	json_set_bool(call->arena, call->data, "narrowed",
	    view.wish.since || *view.wish.q || view.wish.at_least != CRIT_LEVELS);
	json_set_bool(call->arena, call->data, "below_too", bound_below(call));
	json_set_text(call->arena, call->data, "query", query_of(call));
	json_set_text(
	    call->arena, call->data, "library", assets_link("cytoscape.min.js", call->arena));
	json_set_text(call->arena, call->data, "script", assets_link("graph.js", call->arena));
	set_levels(call, &view);
	exposure_at(call, "graph");
	return 0;
}

/* --- the drawing --- */

static void add_edge(struct call *call, struct json *edges, const struct graph_node *from,
    const struct graph_node *to)
{
	struct json *edge = json_new_array(call->arena);

	json_add_text(call->arena, edge, id_of(from));
	json_add_text(call->arena, edge, id_of(to));
	json_add_value(call->arena, edges, edge);
}

/* {"nodes": [...], "edges": [[from, to], ...]}; each node comes after the one above it. */
static void add_nodes(struct call *call, const struct graph_node *node, struct json *nodes,
    struct json *edges, int depth)
{
	json_add_value(call->arena, nodes, node_json(call, node));
	if (node->above)
		add_edge(call, edges, node->above, node);
	for (size_t i = 0; i < node->below.n && depth < LIST_DEPTH; i++)
		add_nodes(call, node->below.items[i], nodes, edges, depth + 1);
}

static int data(struct call *call)
{
	struct json *nodes = json_new_array(call->arena), *edges = json_new_array(call->arena);
	struct json *beside = json_new_array(call->arena), *to = json_new_object(call->arena);
	struct json_writer w;
	struct view view;
	int r = read_view(call, &view);

	if (r < 0)
		return r;
	add_nodes(call, &view.graph.nodes[0], nodes, edges, 0);
	for (size_t i = 0; i < view.graph.n; i++) {
		const struct graph_node *node = &view.graph.nodes[i];

		if (node->chosen && node->beside && node->beside->chosen)
			add_edge(call, beside, node, node->beside);
	}
	json_set_value(call->arena, to, "nodes", nodes);
	json_set_value(call->arena, to, "edges", edges);
	json_set_value(call->arena, to, "beside", beside);
	json_write_init(&w, &call->reply->body, 0);
	json_write_value(&w, to);
	return call_send(call, "application/json", NULL, span_of(NULL, 0));
}

const struct route graph_routes[] = {
    {"GET", "/orgs/{org}/exposure/graph", MAY_VIEW, "graph", show, 0,
	"What is exposed as a graph, the worst first, and the same as a list.", NULL,
	TR("Exposure")},
    {"GET", "/orgs/{org}/exposure/graph.json", MAY_VIEW, NULL, data, 0,
	"What the graph is drawn from.", NULL, NULL},
    {.method = NULL},
};
