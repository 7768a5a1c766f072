#include "copy_place.h"

#include "model/advisory.h"
#include "model/article.h"
#include "model/contact.h"
#include "model/directive.h"
#include "model/event.h"
#include "model/incident.h"
#include "model/ioc.h"
#include "model/ioc_source.h"
#include "model/log.h"
#include "model/member.h"
#include "model/news.h"
#include "model/order.h"
#include "model/pentest.h"
#include "model/picture.h"
#include "model/scope.h"
#include "model/sensor.h"
#include "model/tool.h"
#include "model/trace.h"
#include "model/tracked.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/knowledge.h"
#include "store/observation.h"
#include "store/run.h"

static void fill_run(struct place *place, struct db *db, int n)
{
	static const char *const targets[] = {"chu.test", NULL};
	struct run run = place_run(place->arena, "r1", 1700000000000, targets);
	struct observations unit = place_unit(place->arena, "sweep/1", n);
	struct observations all = {0};
	struct findings findings = {0};
	struct observation end = {.kind = OBS_UNIT};

	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	for (int kind = 0; kind < OBS_KINDS; kind++) {
		struct observation o = {.kind = (enum obs_kind)kind};

		if (kind == OBS_UNIT || !obs_stored((enum obs_kind)kind))
			continue;
		o.rec = place_hostile(&obs_types[kind], place->arena, 3);
		field_set_text(record_field(&obs_types[kind], "unit"), o.rec, "all");
		vec_push(place->arena, &all.all, o);
	}
	end.rec = place_hostile(&obs_types[OBS_UNIT], place->arena, 4);
	field_set_text(record_field(&obs_types[OBS_UNIT], "unit"), end.rec, "all");
	vec_push(place->arena, &all.all, end);
	assert_int_equal(obs_store_unit(db, "r1", &all), 0);
	for (int i = 0; i < 4; i++)
		vec_push(place->arena, &findings.all,
		    *(struct finding *)place_hostile(&finding_type, place->arena, i));
	assert_int_equal(finding_replace_all(db, "r1", &findings), 0);
}

/* Keys and what else is unique get a number; the rest stays as hostile as it is. */
static void make_unique(const struct record_type *type, void *rec, struct place *place, int i)
{
	for (size_t k = 0; k < type->nfields; k++) {
		const struct field *f = &type->fields[k];
		const char *text = f->type == FIELD_TEXT ? field_text(f, rec) : NULL;

		if (f->type == FIELD_INT &&
		    (k == 0 || strcmp(f->name, "seq") == 0 ||
			(type == &sensor_pack_type && strcmp(f->name, "number") == 0)))
			field_set_int(f, rec, i);
		else if (text && strlen(text) + 12 < (size_t)f->max)
			field_set_text(f, rec, arena_printf(place->arena, "%d %s", i, text));
		else if (text) /* as long as allowed */
			field_set_text(f, rec,
			    arena_printf(place->arena, "%d%0*d", i, (int)f->max - 1, 0));
	}
}

void copy_place_fill(struct place *place, struct db *db, int n)
{
	static const struct record_type *const desk[] = {&org_type, &person_type,
	    &membership_type, &passkey_type, &session_type, &token_type, &link_type,
	    &enrolment_type, &item_type, &proof_type, &authorisation_type, &audit_order_type,
	    &order_event_type, &chunk_type, &tracked_type, &tracked_event_type, &exposed_type,
	    &exposure_event_type, &snapshot_type, &sector_day_type, &log_entry_type,
	    &log_head_type, &outgoing_type, &setting_type, &idempotency_type, &know_source_type,
	    &know_row_type, &news_pass_type, &news_event_type, &ioc_type, &sighting_type,
	    &feed_key_type, &feed_fetch_type, &advisory_type, &advisory_text_type,
	    &advisory_revision_type, &advisory_event_type, &advisory_delivery_type,
	    &advisory_signature_type, &contact_key_type, &contact_health_type, &incident_type,
	    &incident_party_type, &incident_post_type, &incident_task_type,
	    &incident_entry_type, &incident_evidence_type, &incident_blob_type,
	    &incident_custody_type, &incident_observable_type, &incident_link_type,
	    &obligation_type, &tool_import_type, &tool_finding_type, &notice_type,
	    &notice_told_type, &notice_event_type, &phone_task_type, &sending_type,
	    &directive_type, &inbound_type, &address_state_type, &event_type, &alert_type,
	    &alert_event_type, &event_rule_type, &event_import_type, &article_type,
	    &article_text_type, &article_revision_type, &article_event_type, &article_out_type,
	    &article_blob_type, &article_file_type, &article_seat_type,
	    &article_subscription_type, &picture_type, &engagement_type, &scope_row_type,
	    &engagement_event_type, &pentest_op_type, &pentest_ask_type, &pentest_finding_type,
	    &pentest_comment_type, &pentest_evidence_type, &pentest_step_type, &trace_type,
	    &hunt_type, &sensor_type, &sensor_epoch_type, &sensor_gap_type, &sensor_pack_type,
	    &sensor_pack_part_type, &event_follow_type, &ioc_source_type,
	    &ioc_source_event_type};

	fill_run(place, db, n);
	for (size_t t = 0; t < ARRAY_LEN(desk); t++) {
		for (int i = 0; i < 7; i++) {
			void *rec = place_hostile(desk[t], place->arena, i);

			make_unique(desk[t], rec, place, i + 1);
			if (desk_insert(db, desk[t], rec) < 0)
				fail_msg("%s %d: %s: %s", desk[t]->name, i, db_msg(db)->what,
				    db_msg(db)->detail);
		}
	}
}

void copy_place_other(struct place *place, bool postgresql)
{
	if (postgresql)
		place_pgsql(place);
	else
		place_sqlite(place);
}

void copy_place_same(struct place *place, struct db *a, struct db *b)
{
	struct copy_sums x, y;
	const char *table;

	assert_int_equal(copy_sum(a, place->arena, &x), 0);
	assert_int_equal(copy_sum(b, place->arena, &y), 0);
	table = copy_differs(&x, &y);
	if (table)
		fail_msg("table %s differs", table);
	vec_foreach (sum, &x.all)
		if (sum->rows == 0)
			fail_msg("table %s is empty", sum->table);
}
