#include "store/table.h"

#include "codec/json.h"
#include "codec/utf8.h"
#include "model/advisory.h"
#include "model/article.h"
#include "model/contact.h"
#include "model/directive.h"
#include "model/event.h"
#include "model/finding.h"
#include "model/incident.h"
#include "model/ioc.h"
#include "model/ioc_source.h"
#include "model/log.h"
#include "model/member.h"
#include "model/news.h"
#include "model/observation.h"
#include "model/order.h"
#include "model/pentest.h"
#include "model/picture.h"
#include "model/run.h"
#include "model/scope.h"
#include "model/sensor.h"
#include "model/tool.h"
#include "model/trace.h"
#include "model/tracked.h"
#include "store/knowledge.h"

#include <assert.h>

enum {
	PAGE = 500,      /* rows that are read at a time: PostgreSQL gives an answer whole */
	BATCH_MAX = 64,  /* rows that are written at a time */
	PARAMS = 1500,   /* parameters of a statement at most */
	SQL_MAX = 65536, /* bytes of a statement */
};

const struct table tables_all[] = {
    {"run", &run_type, false, "next_seq"},
    {"obs_asset", &obs_types[OBS_ASSET], true, NULL},
    {"obs_dns", &obs_types[OBS_DNS], true, NULL},
    {"obs_port", &obs_types[OBS_PORT], true, NULL},
    {"obs_service", &obs_types[OBS_SERVICE], true, NULL},
    {"obs_cert", &obs_types[OBS_CERT], true, NULL},
    {"obs_tls", &obs_types[OBS_TLS], true, NULL},
    {"obs_http", &obs_types[OBS_HTTP], true, NULL},
    {"obs_fact", &obs_types[OBS_FACT], true, NULL},
    {"obs_coverage", &obs_types[OBS_COVERAGE], true, NULL},
    {"obs_burst", &obs_types[OBS_BURST], true, NULL},
    {"obs_unit", &obs_types[OBS_UNIT], true, NULL},
    {"finding", &finding_type, true, NULL},
    {"org", &org_type, false, NULL},
    {"person", &person_type, false, NULL},
    {"membership", &membership_type, false, NULL},
    {"passkey", &passkey_type, false, NULL},
    {"session", &session_type, false, NULL},
    {"api_token", &token_type, false, NULL},
    {"link", &link_type, false, NULL},
    {"enrolment", &enrolment_type, false, NULL},
    {"perimeter_item", &item_type, false, NULL},
    {"proof", &proof_type, false, NULL},
    {"authorisation", &authorisation_type, false, NULL},
    {"audit_order", &audit_order_type, false, NULL},
    {"order_event", &order_event_type, false, NULL},
    {"chunk", &chunk_type, false, NULL},
    {"tracked_finding", &tracked_type, false, NULL},
    {"tracked_event", &tracked_event_type, false, NULL},
    {"exposed_asset", &exposed_type, false, NULL},
    {"exposure_event", &exposure_event_type, false, NULL},
    {"snapshot", &snapshot_type, false, NULL},
    {"sector_day", &sector_day_type, false, NULL},
    {"audit_log", &log_entry_type, false, NULL},
    {"log_head", &log_head_type, false, NULL},
    {"outgoing", &outgoing_type, false, NULL},
    {"setting", &setting_type, false, NULL},
    {"api_reply", &idempotency_type, false, NULL},
    {"advisory", &advisory_type, false, NULL},
    {"advisory_text", &advisory_text_type, false, NULL},
    {"advisory_revision", &advisory_revision_type, false, NULL},
    {"advisory_event", &advisory_event_type, false, NULL},
    {"advisory_delivery", &advisory_delivery_type, false, NULL},
    {"advisory_signature", &advisory_signature_type, false, NULL},
    {"incident", &incident_type, false, NULL},
    {"incident_party", &incident_party_type, false, NULL},
    {"incident_post", &incident_post_type, false, NULL},
    {"incident_task", &incident_task_type, false, NULL},
    {"incident_entry", &incident_entry_type, false, NULL},
    {"incident_evidence", &incident_evidence_type, false, NULL},
    {"incident_blob", &incident_blob_type, false, NULL},
    {"incident_custody", &incident_custody_type, false, NULL},
    {"incident_observable", &incident_observable_type, false, NULL},
    {"incident_link", &incident_link_type, false, NULL},
    {"obligation", &obligation_type, false, NULL},
    {"notice", &notice_type, false, NULL},
    {"notice_told", &notice_told_type, false, NULL},
    {"notice_event", &notice_event_type, false, NULL},
    {"phone_task", &phone_task_type, false, NULL},
    {"sending", &sending_type, false, NULL},
    {"directive", &directive_type, false, NULL},
    {"inbound", &inbound_type, false, NULL},
    {"address_state", &address_state_type, false, NULL},
    {"event", &event_type, false, NULL},
    {"alert", &alert_type, false, NULL},
    {"alert_event", &alert_event_type, false, NULL},
    {"event_rule", &event_rule_type, false, NULL},
    {"event_import", &event_import_type, false, NULL},
    {"know_source", &know_source_type, false, NULL},
    {"know_record", &know_row_type, false, NULL},
    {"knowledge_pass", &news_pass_type, false, NULL},
    {"knowledge_event", &news_event_type, false, NULL},
    {"ioc", &ioc_type, false, NULL},
    {"ioc_sighting", &sighting_type, false, NULL},
    {"feed_key", &feed_key_type, false, NULL},
    {"feed_fetch", &feed_fetch_type, false, NULL},
    {"ioc_source", &ioc_source_type, false, NULL},
    {"ioc_source_event", &ioc_source_event_type, false, NULL},
    {"contact_key", &contact_key_type, false, NULL},
    {"contact_health", &contact_health_type, false, NULL},
    {"tool_import", &tool_import_type, false, NULL},
    {"tool_finding", &tool_finding_type, false, NULL},
    {"article", &article_type, false, NULL},
    {"article_text", &article_text_type, false, NULL},
    {"article_revision", &article_revision_type, false, NULL},
    {"article_event", &article_event_type, false, NULL},
    {"article_out", &article_out_type, false, NULL},
    {"article_blob", &article_blob_type, false, NULL},
    {"article_file", &article_file_type, false, NULL},
    {"article_seat", &article_seat_type, false, NULL},
    {"article_subscription", &article_subscription_type, false, NULL},
    {"picture", &picture_type, false, NULL},
    {"engagement", &engagement_type, false, NULL},
    {"scope_row", &scope_row_type, false, NULL},
    {"engagement_event", &engagement_event_type, false, NULL},
    {"pentest_op", &pentest_op_type, false, NULL},
    {"pentest_ask", &pentest_ask_type, false, NULL},
    {"pentest_finding", &pentest_finding_type, false, NULL},
    {"pentest_comment", &pentest_comment_type, false, NULL},
    {"pentest_evidence", &pentest_evidence_type, false, NULL},
    {"pentest_step", &pentest_step_type, false, NULL},
    {"trace", &trace_type, false, NULL},
    {"hunt", &hunt_type, false, NULL},
    {"sensor", &sensor_type, false, NULL},
    {"sensor_epoch", &sensor_epoch_type, false, NULL},
    {"sensor_gap", &sensor_gap_type, false, NULL},
    {"sensor_pack", &sensor_pack_type, false, NULL},
    {"sensor_pack_part", &sensor_pack_part_type, false, NULL},
    {"event_follow", &event_follow_type, false, NULL},
    {NULL, NULL, false, NULL},
};

const struct table *table_find(const char *name)
{
	for (const struct table *t = tables_all; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

static void add(struct table_columns *to, const char *name, bool number)
{
	assert(to->n < TABLE_COLUMNS);
	to->names[to->n] = name;
	to->number[to->n++] = number;
}

void table_columns(const struct table *table, struct table_columns *ret)
{
	*ret = (struct table_columns){.keys = table->in_run ? 2 : 1};
	if (table->in_run) {
		add(ret, "run", false);
		add(ret, "seq", true);
	}
	for (size_t i = 0; i < table->type->nfields; i++) {
		const struct field *f = &table->type->fields[i];

		add(ret, f->name,
		    f->type == FIELD_INT || f->type == FIELD_BOOL || f->type == FIELD_TIME);
	}
	if (table->extra)
		add(ret, table->extra, true);
}

/* --- lines --- */

void table_line(const struct db_value *values, size_t n, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_array(&w);
	for (size_t i = 0; i < n; i++) {
		if (values[i].type == DB_VALUE_INT)
			json_write_int(&w, values[i].number);
		else
			json_write_text(
			    &w, values[i].type == DB_VALUE_TEXT ? values[i].text : NULL);
	}
	json_write_array_end(&w);
	str_char(out, '\n');
}

int table_parse(struct span line, struct arena *arena, size_t n, struct db_value *ret)
{
	struct json *v;

	if (json_parse(line, arena, &v, NULL) < 0 || v->type != JSON_ARRAY || v->array.n != n)
		return ERR_SYNTAX;
	for (size_t i = 0; i < n; i++) {
		const struct json *item = &v->array.items[i];

		ret[i] = (struct db_value){.type = DB_VALUE_NULL};
		if (item->type == JSON_INT) {
			ret[i].type = DB_VALUE_INT;
			ret[i].number = item->integer;
		} else if (item->type == JSON_STRING) {
			if (strlen(item->string.text) != item->string.n)
				return ERR_SYNTAX;
			ret[i].type = DB_VALUE_TEXT;
			ret[i].text = item->string.text;
		} else if (item->type != JSON_NULL) {
			return ERR_SYNTAX;
		}
	}
	return 0;
}

/* --- reading --- */

static void put_names(const struct table_columns *columns, size_t n, struct str *sql)
{
	for (size_t i = 0; i < n; i++)
		str_addf(sql, "%s\"%s\"", i ? ", " : "", columns->names[i]);
}

/* One page of rows after a key (or from the start), by the key. */
static const char *page_text(
    struct db *db, const struct table *table, const struct table_columns *columns, bool after)
{
	STR_AUTO(sql, SQL_MAX);

	str_add(&sql, "SELECT ");
	put_names(columns, columns->n, &sql);
	str_addf(&sql, " FROM %s", table->name);
	if (after) {
		str_add(&sql, " WHERE (");
		put_names(columns, columns->keys, &sql);
		str_add(&sql, columns->keys == 2 ? ") > ($1, $2)" : ") > ($1)");
	}
	str_add(&sql, " ORDER BY ");
	put_names(columns, columns->keys, &sql);
	str_addf(&sql, " LIMIT %d", PAGE);
	return str_dup(&sql, db->arena);
}

struct reading {
	struct db *db;
	const struct table *table;
	const struct table_columns *columns;
	table_take take;
	void *ctx;
	struct sha256 sum;
	struct str line;
	int64_t rows;
	struct arena *keys; /* of the last row's key */
	struct db_value key[2];
};

static int get_row(struct reading *rd, struct db_stmt *stmt, struct db_value *values)
{
	for (size_t i = 0; i < rd->columns->n; i++) {
		struct db_value *v = &values[i];

		*v = (struct db_value){.type = DB_VALUE_NULL};
		if (db_null(stmt, (int)i))
			continue;
		if (rd->columns->number[i]) {
			v->type = DB_VALUE_INT;
			v->number = db_int(stmt, (int)i);
			continue;
		}
		v->type = DB_VALUE_TEXT;
		v->text = db_text(stmt, (int)i);
		if (!utf8_valid(span_str(v->text)))
			return db_fail(rd->db, ERR_CORRUPT,
			    "the database holds something that Varde did not write",
			    "restore it from an older backup, or remove that row",
			    "table %s, column %s: no UTF-8", rd->table->name,
			    rd->columns->names[i]);
	}
	return 0;
}

static void keep_key(struct reading *rd, const struct db_value *values)
{
	arena_clear(rd->keys);
	for (size_t i = 0; i < rd->columns->keys; i++) {
		rd->key[i] = values[i];
		if (values[i].type == DB_VALUE_TEXT)
			rd->key[i].text = arena_strdup(rd->keys, values[i].text);
	}
}

static int one_row(struct reading *rd, struct db_stmt *stmt)
{
	struct db_value values[TABLE_COLUMNS] = {0};
	int r = get_row(rd, stmt, values);

	if (r < 0)
		return r;
	str_clear(&rd->line);
	table_line(values, rd->columns->n, &rd->line);
	if (str_ok(&rd->line) < 0)
		return db_fail(rd->db, ERR_LIMIT, "a row is too long", "remove that row",
		    "table %s", rd->table->name);
	sha256_add(&rd->sum, str_bytes(&rd->line));
	keep_key(rd, values);
	rd->rows++;
	return rd->take ? rd->take(rd->ctx, values, str_bytes(&rd->line)) : 0;
}

/* Gives how many rows there were, or an error. */
static int one_page(struct reading *rd, const char *sql, bool after)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(rd->db, sql, &stmt), n = 0;

	for (size_t i = 0; r == 0 && after && i < rd->columns->keys; i++) {
		if (rd->key[i].type == DB_VALUE_INT)
			db_bind_int(stmt, (int)i + 1, rd->key[i].number);
		else
			db_bind_text(stmt, (int)i + 1, rd->key[i].text);
	}
	while (r == 0 && (r = db_step(stmt)) == 1) {
		r = one_row(rd, stmt);
		n++;
	}
	return r < 0 ? r : n;
}

int table_read(struct db *db, const struct table *table, const struct table_columns *columns,
    table_take take, void *ctx, struct table_sum *ret)
{
	struct reading rd = {
	    .db = db, .table = table, .columns = columns, .take = take, .ctx = ctx};
	const char *next = page_text(db, table, columns, true);
	int n;

	sha256_init(&rd.sum);
	str_init(&rd.line, TABLE_ROW_MAX);
	rd.keys = arena_new();
	n = one_page(&rd, page_text(db, table, columns, false), false);
	while (n == PAGE)
		n = one_page(&rd, next, true);
	str_done(&rd.line);
	arena_free(rd.keys);
	if (n < 0)
		return n;
	*ret = (struct table_sum){.table = table->name, .rows = rd.rows};
	(void)sha256_end(&rd.sum, ret->sha256);
	return 0;
}

/* --- writing --- */

static const char *insert_text(const struct table_writer *w, size_t rows)
{
	size_t n = w->columns->n;
	STR_AUTO(sql, SQL_MAX);

	str_addf(&sql, "INSERT INTO %s (", w->table->name);
	put_names(w->columns, n, &sql);
	str_add(&sql, ") VALUES ");
	for (size_t row = 0; row < rows; row++) {
		str_add(&sql, row ? ", (" : "(");
		for (size_t i = 1; i <= n; i++)
			str_addf(&sql, "%s$%zu", i > 1 ? ", " : "", row * n + i);
		str_char(&sql, ')');
	}
	return str_dup(&sql, w->db->arena);
}

void table_writer_init(struct table_writer *w, struct db *db, const struct table *table,
    const struct table_columns *columns)
{
	*w = (struct table_writer){
	    .db = db, .table = table, .columns = columns, .arena = arena_new()};
	w->batch = MIN(BATCH_MAX, PARAMS / columns->n);
	w->values = ARENA_ARRAY(w->arena, w->batch * columns->n, struct db_value);
	w->many = insert_text(w, w->batch);
	w->one = insert_text(w, 1);
}
/* Sends rows of those that wait, beginning with first. */
static int send(struct table_writer *w, size_t first, size_t rows)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	size_t n = w->columns->n;
	int r = db_prepare(w->db, rows == w->batch ? w->many : w->one, &stmt);

	for (size_t i = 0; r == 0 && i < rows * n; i++) {
		const struct db_value *v = &w->values[first * n + i];

		if (v->type == DB_VALUE_INT)
			db_bind_int(stmt, (int)i + 1, v->number);
		else
			db_bind_text(
			    stmt, (int)i + 1, v->type == DB_VALUE_TEXT ? v->text : NULL);
	}
	return r == 0 ? db_run(stmt) : r;
}

int table_flush(struct table_writer *w)
{
	size_t rows = w->waiting;
	int r = 0;

	if (rows == w->batch)
		r = send(w, 0, rows);
	else
		for (size_t i = 0; r == 0 && i < rows; i++)
			r = send(w, i, 1);
	w->waiting = 0;
	arena_clear(w->arena);
	w->values = ARENA_ARRAY(w->arena, w->batch * w->columns->n, struct db_value);
	return r;
}

int table_write(struct table_writer *w, const struct db_value *values)
{
	struct db_value *to = &w->values[w->waiting * w->columns->n];

	for (size_t i = 0; i < w->columns->n; i++) {
		to[i] = values[i];
		if (values[i].type == DB_VALUE_TEXT)
			to[i].text = arena_strdup(w->arena, values[i].text);
	}
	w->waiting++;
	return w->waiting == w->batch ? table_flush(w) : 0;
}

void table_writer_done(struct table_writer *w)
{
	arena_free(w->arena);
}
