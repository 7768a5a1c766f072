#include "model/article.h"

#include "codec/fold.h"
#include "codec/utf8.h"

const char *const article_kind_names[] = {
    "news", "vuln_alert", "fact_sheet", "reflex_card", "guide", "event", "statistics", NULL};

const char *const article_state_names[] = {
    "draft", "review", "published", "updating", "withdrawn", NULL};

const char *const article_seat_state_names[] = {"booked", "waitlisted", "cancelled", NULL};

const char *const article_langs[] = {"en", "fr", "nb", NULL};

static const struct field article_fields[] = {
    F_TEXT(article, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(article, ref, FIELD_REQUIRED, 40, "Number that people use, W-2026-0001."),
    /* "kind" is what JSON calls the type of a record. */
    {"type", FIELD_ENUM, 0, offsetof(struct article, kind), 0, 0, article_kind_names,
	"What it is."},
    F_ENUM(article, state, 0, article_state_names, "Where it stands."),
    F_ENUM(article, tlp, 0, tlp_names, "Who may read it; clear is everybody."),
    F_TEXT(article, lang, 0, 10, "Language it is written in first."),
    F_TEXT(article, title, FIELD_REQUIRED, 300, "What it is called in lists."),
    F_LIST(article, tags, 0, ARTICLE_TAG, "Words to find it by."),
    F_TEXT(article, author, 0, 64, "Who wrote it last; none for Varde itself."),
    F_LIST(article, authors, 0, 64, "Who wrote at it since its last revision."),
    F_TEXT(article, reviewer, 0, 64, "Who has published it."),
    F_INT(article, revision, 0, 0, 100000, "Number of the revision that is out; 0 for none."),
    F_TIME(article, created, 0, "When it began."),
    F_TIME(article, changed, 0, "Last change."),
    F_TIME(article, published, 0, "First publication."),
    F_TIME(article, revised, 0, "Last publication."),
    F_INT(article, review_months, 0, 0, 120,
	"Every how many months it is to be read again; 0 for never."),
    F_TIME(article, review_due, 0, "When it is to be read again."),
    F_TEXT(article, note, 0, 4000, "Why returned or withdrawn."),
    F_TEXT(article, source, 0, 200, "What it was made of: starter:NAME, advisory:ID."),
    F_TEXT(article, source_digest, 0, 64, "SHA-256 of that text."),
    F_TIME(article, starts, 0, "Event: when it begins."),
    F_TIME(article, ends, 0, "Event: when it ends."),
    F_TEXT(article, place, 0, 300, "Event: where."),
    F_INT(article, seats, 0, 0, 100000, "Event: how many may come; 0 for no registration."),
    F_TIME(article, seats_until, 0, "Event: registration ends."),
    F_INT(article, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type article_type = RECORD_TYPE(
    "article", article, article_fields, "What the CERT tells everybody or its members.");

static const struct field article_text_fields[] = {
    F_TEXT(article_text, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(article_text, article, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(article_text, lang, FIELD_REQUIRED, 10, "Language."),
    F_TEXT(article_text, title, FIELD_REQUIRED, 300, "Title."),
    F_TEXT(article_text, lead, 0, 2000, "What it is about, in a sentence or two."),
    F_TEXT(article_text, body, 0, 100000, "Markdown."),
};

const struct record_type article_text_type = RECORD_TYPE(
    "article_text", article_text, article_text_fields, "What an article says in one language.");

static const struct field article_revision_fields[] = {
    F_TEXT(
	article_revision, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(article_revision, article, FIELD_REQUIRED, 64, "Of which."),
    F_INT(article_revision, number, 0, 1, 100000, "From 1."),
    F_TIME(article_revision, time, 0, "When it went out."),
    F_TEXT(article_revision, person, 0, 64, "Who published it; none for Varde itself."),
    F_LIST(article_revision, authors, 0, 64, "Who had written at it."),
    F_TEXT(article_revision, summary, 0, 4000, "What is new in it."),
    F_TEXT(article_revision, title, FIELD_REQUIRED, 300, "Its title."),
    F_TEXT(article_revision, document, 0, 1 << 20,
	"The article and its texts as they were, JSON."),
};

const struct record_type article_revision_type = RECORD_TYPE("article_revision",
    article_revision, article_revision_fields, "A revision that went out, as it was.");

static const struct field article_event_fields[] = {
    F_TEXT(article_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(article_event, article, FIELD_REQUIRED, 64, "Of which."),
    F_TIME(article_event, time, 0, "When."),
    F_TEXT(article_event, actor, 0, 64, "Who; none for Varde itself."),
    F_ENUM(article_event, was, 0, article_state_names, "From."),
    F_ENUM(article_event, becomes, 0, article_state_names, "To."),
    F_TEXT(article_event, note, 0, 4000, "Remark."),
};

const struct record_type article_event_type =
    RECORD_TYPE("article_event", article_event, article_event_fields, "A step of an article.");

static const struct field article_out_fields[] = {
    F_TEXT(article_out, id, FIELD_REQUIRED, 80,
	"The article's identifier, a colon and the language."),
    F_TEXT(article_out, article, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(article_out, lang, FIELD_REQUIRED, 10, "Language of the reader."),
    F_TEXT(article_out, written, FIELD_REQUIRED, 10, "Language that this text is written in."),
    F_ENUM(article_out, kind, 0, article_kind_names, "What it is."),
    F_ENUM(article_out, tlp, 0, tlp_names, "Who may read it."),
    F_TEXT(article_out, title, FIELD_REQUIRED, 300, "Title."),
    F_TEXT(article_out, lead, 0, 2000, "What it is about."),
    F_LIST(article_out, tags, 0, ARTICLE_TAG, "Words to find it by."),
    F_TEXT(article_out, search, 0, 400000, "All its words, folded."),
    F_TIME(article_out, published, 0, "First publication."),
    F_TIME(article_out, revised, 0, "Last publication."),
    F_TIME(article_out, starts, 0, "Event: when it begins."),
    F_TIME(article_out, ends, 0, "Event: when it ends."),
};

const struct record_type article_out_type = RECORD_TYPE("article_out", article_out,
    article_out_fields, "An article that is out, as readers of one language find it.");

static const struct field article_file_fields[] = {
    F_TEXT(article_file, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(article_file, article, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(article_file, name, FIELD_REQUIRED, 200, "File name."),
    F_TEXT(article_file, type, FIELD_REQUIRED, 100, "Media type."),
    F_INT(article_file, size, 0, 0, ARTICLE_FILE_MAX, "Bytes."),
    F_TEXT(article_file, sha256, FIELD_REQUIRED, 64, "Of its bytes."),
    F_TEXT(article_file, person, 0, 64, "Who added it."),
    F_TIME(article_file, added, 0, "When."),
    F_INT(article_file, since, 0, 0, 100000, "First revision that has it."),
    F_INT(article_file, gone, 0, 0, 100000, "First revision that has it no more; 0 for none."),
};

const struct record_type article_file_type =
    RECORD_TYPE("article_file", article_file, article_file_fields, "A file beside an article.");

enum { BLOB_MAX = (ARTICLE_FILE_MAX + 2) / 3 * 4 };

static const struct field article_blob_fields[] = {
    F_TEXT(article_blob, id, FIELD_REQUIRED, 64, "The file's identifier."),
    F_TEXT(article_blob, content, 0, BLOB_MAX, "Its bytes, base64."),
};

const struct record_type article_blob_type =
    RECORD_TYPE("article_blob", article_blob, article_blob_fields, "The bytes of a file.");

static const struct field article_seat_fields[] = {
    F_TEXT(article_seat, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(article_seat, article, FIELD_REQUIRED, 64, "Of which event."),
    F_TEXT(article_seat, person, FIELD_REQUIRED, 64, "Who."),
    F_TEXT(article_seat, org, 0, 64, "Of which organisation; none for the CERT."),
    F_ENUM(article_seat, state, 0, article_seat_state_names, "Where it stands."),
    F_TIME(article_seat, asked, 0, "When, which is the place in the queue."),
    F_TIME(article_seat, changed, 0, "Last change."),
    F_TEXT(article_seat, note, 0, 500, "Remark."),
};

const struct record_type article_seat_type = RECORD_TYPE("article_seat", article_seat,
    article_seat_fields, "Somebody who comes to an event, or wants to.");

static const struct field article_subscription_fields[] = {
    F_TEXT(article_subscription, id, FIELD_REQUIRED, 64, "The person's identifier."),
    F_LIST(article_subscription, kinds, 0, 40, "Names of kinds."),
    F_LIST(article_subscription, tags, 0, ARTICLE_TAG, "Only what has one of these."),
    F_TIME(article_subscription, changed, 0, "When it was set."),
};

const struct record_type article_subscription_type = RECORD_TYPE("article_subscription",
    article_subscription, article_subscription_fields, "What somebody wants to hear of.");

const struct article_text *article_text_in(
    const struct article_document *document, const char *lang)
{
	const struct article_text *own = NULL;

	vec_foreach (t, &document->texts) {
		if (lang && strcmp(t->lang, lang) == 0)
			return t;
		if (document->article.lang && strcmp(t->lang, document->article.lang) == 0)
			own = t;
	}
	if (own || !document->texts.n)
		return own;
	return &document->texts.items[0];
}

void article_document_write(const struct article_document *document, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_write_key(&w, "article");
	record_to_json(&article_type, &document->article, false, &w);
	json_write_key(&w, "texts");
	json_write_array(&w);
	vec_foreach (t, &document->texts)
		record_to_json(&article_text_type, t, false, &w);
	json_write_array_end(&w);
	json_write_object_end(&w);
}

int article_document_read(const char *text, struct arena *arena, struct article_document *ret)
{
	struct article_document out = *ret;
	const struct json *texts, *own;
	struct json *v;
	int r = json_parse(span_str(text), arena, &v, NULL);

	if (r < 0)
		return r;
	own = json_get(v, "article");
	texts = json_get(v, "texts");
	if (!own || !texts || texts->type != JSON_ARRAY)
		return ERR_SYNTAX;
	r = record_from_json(&article_type, own, arena, &out.article, NULL);
	out.texts.n = 0;
	for (size_t i = 0; r == 0 && i < texts->array.n; i++) {
		struct article_text one;

		r = record_from_json(
		    &article_text_type, &texts->array.items[i], arena, &one, NULL);
		if (r == 0)
			vec_push(arena, &out.texts, one);
	}
	if (r == 0)
		*ret = out;
	return r;
}

/* --- searching --- */

void article_patterns(const char *q, struct arena *arena, const char **ret)
{
	struct span rest = span_str(fold(arena, q)), word;
	size_t n = 0;

	for (size_t i = 0; i < ARTICLE_WORDS; i++)
		ret[i] = "%";
	while (n < ARTICLE_WORDS && span_split(&rest, ' ', &word)) {
		STR_AUTO(out, 1000);

		if (!word.n)
			continue;
		str_char(&out, '%');
		for (size_t i = 0; i < word.n; i++) {
			if (word.p[i] == '%' || word.p[i] == '_' || word.p[i] == '\\')
				str_char(&out, '\\');
			str_char(&out, (char)word.p[i]);
		}
		str_char(&out, '%');
		ret[n++] = str_dup(&out, arena);
	}
}

/* --- what is typed --- */

bool article_tag_valid(const char *tag)
{
	size_t n = strlen(tag);

	for (size_t i = 0; i < n; i++)
		if (!(tag[i] >= 'a' && tag[i] <= 'z') && !(tag[i] >= '0' && tag[i] <= '9') &&
		    (tag[i] != '-' || i == 0))
			return false;
	return n > 0 && n <= ARTICLE_TAG;
}

const char *article_file_type_of(const char *name)
{
	static const char *const types[][2] = {
	    {".pdf", "application/pdf"},
	    {".txt", "text/plain; charset=utf-8"},
	    {".csv", "text/csv; charset=utf-8"},
	    {".json", "application/json"},
	    {".png", "image/png"},
	    {".jpg", "image/jpeg"},
	    {".jpeg", "image/jpeg"},
	    {".odt", "application/vnd.oasis.opendocument.text"},
	    {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
	    {".odp", "application/vnd.oasis.opendocument.presentation"},
	    {".docx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	    {".pptx",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	    {".zip", "application/zip"},
	};
	const char *end = strrchr(name, '.');

	for (size_t i = 0; end && end != name && i < ARRAY_LEN(types); i++)
		if (span_ieq(span_str(end), types[i][0]))
			return types[i][1];
	return NULL;
}

bool article_file_is(const char *type, struct span bytes)
{
	static const char *const begins[][2] = {
	    {"application/pdf", "%PDF-"},
	    {"image/png", "\x89PNG\r\n\x1a\n"},
	    {"image/jpeg", "\xff\xd8\xff"},
	};

	for (size_t i = 0; i < ARRAY_LEN(begins); i++)
		if (strcmp(type, begins[i][0]) == 0)
			return span_starts(bytes, begins[i][1]);
	if (span_starts(span_str(type), "text/") || strcmp(type, "application/json") == 0)
		return utf8_valid(bytes) && !memchr(bytes.p, '\0', bytes.n);
	return span_starts(bytes, "PK\x03\x04");
}
