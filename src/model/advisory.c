#include "model/advisory.h"

const char *const advisory_state_names[] = {"signal", "assessing", "drafting", "review",
    "approved", "published", "updating", "withdrawn", "dismissed", NULL};

const char *const advisory_level_names[] = {"low", "medium", "high", NULL};

const char *const advisory_for_names[] = {"all", "groups", "match", "list", NULL};

const char *const advisory_answer_names[] = {
    "unanswered", "affected", "not_affected", "fixed", "planned", NULL};

const char *const advisory_langs[] = {"en", "fr", "nb", NULL};

static const struct field advisory_fields[] = {
    F_TEXT(advisory, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(advisory, ref, FIELD_REQUIRED, 40, "Number that people use, ADV-2026-0001."),
    F_TEXT(advisory, title, FIELD_REQUIRED, 300, "What it is called in lists."),
    F_ENUM(advisory, state, 0, advisory_state_names, "Where it stands."),
    F_ENUM(advisory, chance, 0, advisory_level_names, "How likely it is to be used."),
    F_ENUM(advisory, damage, 0, advisory_level_names, "How bad that would be."),
    F_ENUM(advisory, tlp, 0, tlp_names, "Traffic light label."),
    F_ENUM(advisory, audience, 0, advisory_for_names, "To whom it goes."),
    F_LIST(advisory, orgs, 0, 64, "Identifiers of the groups or organisations."),
    F_LIST(advisory, persons, 0, 64, "Identifiers of those who may read it under RED."),
    F_LIST(advisory, cves, 0, 40, "CVE numbers."),
    F_LIST(advisory, cvss, 0, 400, "CVSS vectors, each after its CVE when they differ."),
    F_LIST(advisory, products, 0, 300, "Affected products: vendor:product <1.2, a line each."),
    F_LIST(advisory, references, 0, 1000, "Addresses of pages."),
    F_TEXT(advisory, source, 0, 80, "Who signalled it: a feed of the knowledge."),
    F_TEXT(advisory, source_id, 0, 200, "Its number there."),
    F_TEXT(advisory, source_url, 0, 1000, "Its page there."),
    F_TIME(advisory, source_modified, 0, "When its publisher changed it last."),
    F_TEXT(advisory, lang, 0, 10, "Language it is written in first."),
    F_TEXT(advisory, author, 0, 64, "Who wrote it last."),
    F_LIST(advisory, authors, 0, 64, "Who wrote at it since its last revision."),
    F_TEXT(advisory, reviewer, 0, 64, "Who has approved it."),
    F_INT(advisory, revision, 0, 0, 100000, "Number of the revision that is out; 0 for none."),
    F_TIME(advisory, created, 0, "When it began."),
    F_TIME(advisory, changed, 0, "Last change."),
    F_TIME(advisory, published, 0, "First publication."),
    F_TIME(advisory, revised, 0, "Last publication."),
    F_TIME(advisory, embargo, 0, "Not to be published before."),
    F_TEXT(advisory, note, 0, 4000, "Why returned, withdrawn or dismissed."),
    F_INT(advisory, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type advisory_type = RECORD_TYPE(
    "advisory", advisory, advisory_fields, "What the CERT says of a weakness, and to whom.");

static const struct field advisory_text_fields[] = {
    F_TEXT(advisory_text, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(advisory_text, advisory, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(advisory_text, lang, FIELD_REQUIRED, 10, "Language."),
    F_TEXT(advisory_text, title, FIELD_REQUIRED, 300, "Title."),
    F_TEXT(advisory_text, summary, 0, 20000, "What it is, for everybody."),
    F_TEXT(advisory_text, details, 0, 60000, "Details for those who look after it."),
    F_TEXT(advisory_text, remedy, 0, 60000, "What to do."),
    F_TEXT(advisory_text, detection, 0, 60000, "How to see whether it was used."),
};

const struct record_type advisory_text_type = RECORD_TYPE("advisory_text", advisory_text,
    advisory_text_fields, "What an advisory says in one language.");

static const struct field advisory_revision_fields[] = {
    F_TEXT(advisory_revision, id, FIELD_REQUIRED, 64,
	"Identifier: 128 random bits in 26 letters."),
    F_TEXT(advisory_revision, advisory, FIELD_REQUIRED, 64, "Of which."),
    F_INT(advisory_revision, number, 0, 1, 100000, "From 1."),
    F_TIME(advisory_revision, time, 0, "When it went out."),
    F_TEXT(advisory_revision, person, 0, 64, "Who published it."),
    F_TEXT(advisory_revision, reviewer, 0, 64, "Who had approved it."),
    F_TEXT(advisory_revision, summary, FIELD_REQUIRED, 4000, "What is new in it."),
    F_TEXT(advisory_revision, title, FIELD_REQUIRED, 300, "Its title."),
    F_ENUM(advisory_revision, tlp, 0, tlp_names, "Its label."),
    F_ENUM(advisory_revision, audience, 0, advisory_for_names, "To whom it went."),
    F_LIST(advisory_revision, persons, 0, 64, "Who might read it under RED."),
    F_TEXT(advisory_revision, document, 0, 1 << 20,
	"The advisory and its texts as they were, JSON."),
    F_INT(advisory_revision, recipients, 0, 0, INT64_MAX, "How many organisations it went to."),
};

const struct record_type advisory_revision_type = RECORD_TYPE("advisory_revision",
    advisory_revision, advisory_revision_fields, "A revision that went out, as it was.");

static const struct field advisory_event_fields[] = {
    F_TEXT(
	advisory_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(advisory_event, advisory, FIELD_REQUIRED, 64, "Of which."),
    F_TIME(advisory_event, time, 0, "When."),
    F_TEXT(advisory_event, actor, 0, 64, "Who; none for Varde itself."),
    F_ENUM(advisory_event, was, 0, advisory_state_names, "From."),
    F_ENUM(advisory_event, becomes, 0, advisory_state_names, "To."),
    F_TEXT(advisory_event, note, 0, 4000, "Remark."),
};

const struct record_type advisory_event_type = RECORD_TYPE(
    "advisory_event", advisory_event, advisory_event_fields, "A step of an advisory.");

static const struct field advisory_delivery_fields[] = {
    F_TEXT(advisory_delivery, id, FIELD_REQUIRED, 64,
	"Identifier: 128 random bits in 26 letters."),
    F_TEXT(advisory_delivery, advisory, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(advisory_delivery, org, FIELD_REQUIRED, 64, "To whom."),
    F_INT(advisory_delivery, revision, 0, 0, 100000, "Last revision it was told of."),
    F_LIST(advisory_delivery, assets, 0, 600, "Where an affected product was seen there."),
    F_INT(advisory_delivery, matches, 0, 0, INT64_MAX, "How many places that are."),
    F_TIME(advisory_delivery, told, 0, "When it was told first."),
    F_TIME(advisory_delivery, opened, 0, "When somebody of it opened it first."),
    F_TEXT(advisory_delivery, opened_by, 0, 64, "Who."),
    F_ENUM(advisory_delivery, answer, 0, advisory_answer_names, "What it says of itself."),
    F_TIME(advisory_delivery, answered, 0, "When."),
    F_TEXT(advisory_delivery, answered_by, 0, 64, "Who."),
    F_TIME(advisory_delivery, planned, 0, "When it will be mended."),
    F_TEXT(advisory_delivery, note, 0, 4000, "Remark."),
    F_INT(advisory_delivery, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type advisory_delivery_type = RECORD_TYPE("advisory_delivery",
    advisory_delivery, advisory_delivery_fields, "An advisory at one organisation.");

static const struct field advisory_signature_fields[] = {
    F_TEXT(advisory_signature, id, FIELD_REQUIRED, 64, "SHA-256 of the document."),
    F_TEXT(advisory_signature, signature, FIELD_REQUIRED, 20000, "Armoured."),
    F_TIME(advisory_signature, made, 0, "When."),
};

const struct record_type advisory_signature_type =
    RECORD_TYPE("advisory_signature", advisory_signature, advisory_signature_fields,
	"The OpenPGP signature of a document that was fetched.");

const struct advisory_text *advisory_text_in(
    const struct advisory_document *document, const char *lang)
{
	const char *own = document->advisory.lang;

	vec_foreach (t, &document->texts)
		if (lang && strcmp(t->lang, lang) == 0)
			return t;
	vec_foreach (t, &document->texts)
		if (own && strcmp(t->lang, own) == 0)
			return t;
	return document->texts.n ? document->texts.items : NULL;
}

void advisory_document_write(const struct advisory_document *document, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_write_key(&w, "advisory");
	record_to_json(&advisory_type, &document->advisory, false, &w);
	json_write_key(&w, "texts");
	json_write_array(&w);
	vec_foreach (t, &document->texts)
		record_to_json(&advisory_text_type, t, false, &w);
	json_write_array_end(&w);
	json_write_object_end(&w);
}

int advisory_document_read(const char *text, struct arena *arena, struct advisory_document *ret)
{
	struct advisory_document out = *ret;
	const struct json *texts, *own;
	struct json *v;
	int r = json_parse(span_str(text), arena, &v, NULL);

	if (r < 0)
		return r;
	own = json_get(v, "advisory");
	texts = json_get(v, "texts");
	if (!own || !texts || texts->type != JSON_ARRAY)
		return ERR_SYNTAX;
	r = record_from_json(&advisory_type, own, arena, &out.advisory, NULL);
	out.texts.n = 0;
	for (size_t i = 0; r == 0 && i < texts->array.n; i++) {
		struct advisory_text one;

		r = record_from_json(
		    &advisory_text_type, &texts->array.items[i], arena, &one, NULL);
		if (r == 0)
			vec_push(arena, &out.texts, one);
	}
	if (r == 0)
		*ret = out;
	return r;
}

enum advisory_level advisory_urgency(const struct advisory *a)
{
	/* Both decide alike; what is unlikely is never urgent, however bad. */
	static const enum advisory_level matrix[3][3] = {
	    {ADVISORY_LOW, ADVISORY_LOW, ADVISORY_MEDIUM},
	    {ADVISORY_LOW, ADVISORY_MEDIUM, ADVISORY_HIGH},
	    {ADVISORY_MEDIUM, ADVISORY_HIGH, ADVISORY_HIGH},
	};

	return matrix[a->chance][a->damage];
}
