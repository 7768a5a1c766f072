#include "api/metrics.h"

/* Upper bounds in microseconds, and how Prometheus writes them in seconds. */
static const struct {
	int64_t us;
	const char *seconds;
} bounds[METRICS_BUCKETS] = {
    {1000, "0.001"},
    {2500, "0.0025"},
    {5000, "0.005"},
    {10000, "0.01"},
    {25000, "0.025"},
    {50000, "0.05"},
    {100000, "0.1"},
    {250000, "0.25"},
    {1000000, "1"},
    {10000000, "10"},
};

void metrics_request(struct metrics *m, int status, int64_t us)
{
	int class = status / 100 - 1;
	size_t i = 0;

	if (class >= 0 && class < METRICS_CLASSES)
		m->classes[class]++;
	while (i < METRICS_BUCKETS && us > bounds[i].us)
		i++;
	if (i < METRICS_BUCKETS)
		m->buckets[i]++;
	else
		m->slower++;
	m->us += us;
}

static void head(struct str *out, const char *name, const char *type, const char *help)
{
	str_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void single(
    struct str *out, const char *name, const char *type, const char *help, int64_t value)
{
	head(out, name, type, help);
	str_addf(out, "%s %lld\n", name, (long long)value);
}

static void put_latency(const struct metrics *m, struct str *out)
{
	static const char name[] = "varde_request_duration_seconds";
	int64_t n = 0;

	head(out, name, "histogram", "How long requests took, from the request line on.");
	for (size_t i = 0; i < METRICS_BUCKETS; i++) {
		n += m->buckets[i];
		str_addf(
		    out, "%s_bucket{le=\"%s\"} %lld\n", name, bounds[i].seconds, (long long)n);
	}
	n += m->slower;
	str_addf(out, "%s_bucket{le=\"+Inf\"} %lld\n%s_sum %lld.%06lld\n%s_count %lld\n", name,
	    (long long)n, name, (long long)(m->us / 1000000), (long long)(m->us % 1000000),
	    name, (long long)n);
}

void metrics_process(
    const struct metrics *m, const struct serve_figures *figures, struct str *out)
{
	head(out, "varde_build_info", "gauge", "The version that runs.");
	str_add(out, "varde_build_info{version=\"" VARDE_VERSION "\"} 1\n");
	head(out, "varde_requests_total", "counter", "Answers by class of status.");
	for (int i = 0; i < METRICS_CLASSES; i++)
		str_addf(out, "varde_requests_total{class=\"%dxx\"} %lld\n", i + 1,
		    (long long)m->classes[i]);
	put_latency(m, out);
	single(out, "varde_refused_total", "counter",
	    "Requests and connections that were turned down.", figures->refused);
	single(out, "varde_reaped_total", "counter", "Connections cut at a deadline.",
	    figures->reaped);
	single(
	    out, "varde_connections", "gauge", "Connections open now.", figures->connections);
	single(out, "varde_streams", "gauge", "Live pages open now.", figures->streams);
	single(out, "varde_metrics_database_errors_total", "counter",
	    "Failures of the database while these figures were read.", m->db_errors);
}

/* Constant SQL whose rows are a number, or a number and up to two names. */
static const struct {
	const char *name, *help;
	const char *labels[2];
	const char *sql; /* $1 is the time, of a type that PostgreSQL must be told */
} queries[] = {
    {"varde_chunks", "Pieces of audits by state.", {"state", NULL},
	"SELECT count(*), 'waiting' FROM chunk WHERE \"state\" = 'waiting' AND CAST($1 AS "
	"@int) > 0 UNION ALL"
	" SELECT count(*), 'leased' FROM chunk WHERE \"state\" = 'leased'"},
    {"varde_queue_age_seconds", "How long the oldest ready piece of an audit waits.",
	{NULL, NULL},
	"SELECT coalesce((CAST($1 AS @int) - min(\"ready\")) / 1000, 0) FROM chunk WHERE "
	"\"state\" ="
	" 'waiting' AND \"ready\" <= CAST($1 AS @int)"},
    {"varde_orders", "Orders by state.", {"state", NULL},
	"SELECT count(*), \"state\" FROM audit_order WHERE CAST($1 AS @int) > 0 GROUP BY "
	"\"state\" ORDER BY"
	" \"state\""},
    {"varde_outbox_waiting", "Messages that are to be sent.", {NULL, NULL},
	"SELECT count(*) FROM outgoing WHERE \"state\" = 'waiting' AND CAST($1 AS @int) > 0"},
    {"varde_outbox_late", "Messages whose time was an hour ago or more.", {NULL, NULL},
	"SELECT count(*) FROM outgoing WHERE \"state\" = 'waiting' AND \"due\" < CAST($1 AS "
	"@int) - 3600000"},
    {"varde_findings", "Tracked findings by state and criticality.", {"state", "criticality"},
	"SELECT count(*), \"state\", \"criticality\" FROM tracked_finding WHERE CAST($1 AS "
	"@int) > 0"
	" GROUP BY \"state\", \"criticality\" ORDER BY \"state\", \"criticality\""},
    {"varde_signin_failures",
	"Failed sign-ins of the last hour, of accounts that have not got in"
	" since.",
	{NULL, NULL},
	"SELECT CAST(coalesce(sum(\"failures\"), 0) AS @int) FROM person WHERE \"failed\" > "
	"CAST($1 AS @int) "
	"- 3600000"},
    {"varde_refusals",
	"Refused requests in the audit log of the last hour (of its newest 20000"
	" entries).",
	{NULL, NULL},
	"SELECT count(*) FROM audit_log WHERE \"outcome\" = 'refused' AND \"time\" > CAST($1 "
	"AS @int) - "
	"3600000"
	" AND \"seq\" > (SELECT coalesce(max(\"seq\"), 0) - 20000 FROM audit_log)"},
    {"varde_sessions", "People signed in.", {NULL, NULL},
	"SELECT count(*) FROM session WHERE \"expires\" > CAST($1 AS @int)"},
    {"varde_log_entries", "Entries of the audit log.", {NULL, NULL},
	"SELECT coalesce(max(\"seq\"), 0) FROM audit_log WHERE CAST($1 AS @int) > 0"},
};

static int put_query(struct db *db, size_t i, int64_t now, struct str *out)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, queries[i].sql, &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, now);
	head(out, queries[i].name, "gauge", queries[i].help);
	while ((r = db_step(stmt)) == 1) {
		str_add(out, queries[i].name);
		for (int k = 0; k < 2 && queries[i].labels[k]; k++)
			str_addf(out, "%s%s=\"%s\"", k ? "," : "{", queries[i].labels[k],
			    db_text(stmt, k + 1));
		str_addf(out, "%s %lld\n", queries[i].labels[0] ? "}" : "",
		    (long long)db_int(stmt, 0));
	}
	return r;
}

int metrics_database(struct metrics *m, struct db *db, int64_t now, struct str *out)
{
	int r = db_begin(db, DB_READ);

	if (r == 0) {
		for (size_t i = 0; r == 0 && i < ARRAY_LEN(queries); i++)
			r = put_query(db, i, now, out);
		r = db_end(db, r);
	}
	if (r < 0)
		m->db_errors++;
	single(out, "varde_database_up", "gauge", "Whether the database answers.", r == 0);
	return r;
}
