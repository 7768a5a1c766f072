/* Articles from the first word to the reader, by pages, feeds and files. */
#include "cert_place.h"
#include "member_place.h"

#include "auth/secret.h"
#include "desk/article_file.h"
#include "desk/feed_key.h"
#include "store/desk.h"

/* Writes one by the form; gives its page at the CERT. */
static const char *make(struct rig *rig, struct rig_browser *b, const char *kind,
    const char *tlp, const char *title)
{
	assert_int_equal(rig_get(b, "/cert/watch/new"), 200);
	assert_int_equal(
	    rig_post(b, "/cert/watch/new", "kind", kind, "lang", "en", "tlp", tlp,
		"review_months", "6", "tags", "ransomware, backup", "starts",
		"2026-12-01T09:00", "ends", "2026-12-01T11:00", "place", "Room 1", "seats", "1",
		"title_en", title, "lead_en", "A lead about H\xc3\xb4pital.", "body_en",
		"## Now\n\n- **Act** at once.", "title_nb", "Norsk tittel", "lead_nb",
		"Ingress.", "body_nb", "Tekst p\xc3\xa5 norsk.", NULL),
	    303);
	return rig_f(rig, "%s", b->location);
}

static const char *id_of(const char *page)
{
	return strrchr(page, '/') + 1;
}

static void act(struct rig_browser *b, const char *page, const char *action, const char *note)
{
	assert_int_equal(rig_get(b, page), 200);
	assert_int_equal(
	    rig_post(b, page, "action", action, "note", note, "tell", "1", NULL), 303);
}

static void publish(struct rig *rig, const char *page)
{
	act(cert_place_browser(rig, ROLE_ANALYST), page, "submit", "");
	act(cert_place_browser(rig, ROLE_COORDINATOR), page, "publish", "first");
	cert_place_logged(rig, "article.publish");
}

TEST_RIG(an_article_from_the_form_to_everybody)
{
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *passer = rig_browser(rig);
	const char *page, *at;

	assert_int_equal(rig_get(passer, "/watch"), 200);
	assert_true(rig_has(passer, "Nothing is published yet."));
	assert_int_equal(rig_get(analyst, "/cert/watch"), 200);
	assert_true(rig_has(analyst, "No article yet."));
	page = make(rig, analyst, "reflex_card", "clear", "Ransomware: what now?");
	at = rig_f(rig, "/watch/%s", id_of(page));
	assert_int_equal(rig_get(passer, at), 404);
	act(analyst, page, "submit", "");
	/* Four eyes. */
	assert_int_equal(rig_post(analyst, page, "action", "publish", NULL), 422);
	assert_true(rig_has(analyst, "four eyes"));
	act(cert_place_browser(rig, ROLE_COORDINATOR), page, "publish", "first");
	assert_int_equal(rig_get(passer, at), 200);
	assert_true(rig_has(passer, "<li><strong>Act</strong> at once.</li>"));
	assert_true(rig_has(passer, "TLP:CLEAR"));
	assert_int_equal(rig_get(passer, "/watch"), 200);
	assert_true(rig_has(passer, "Ransomware: what now?"));
	/* In the reader's language, or with a word about it. */
	passer->lang = "nb";
	assert_int_equal(rig_get(passer, at), 200);
	assert_true(rig_has(passer, "Norsk tittel"));
	passer->lang = "fr";
	assert_int_equal(rig_get(passer, at), 200);
	assert_true(rig_has(passer, "Ransomware: what now?"));
	assert_true(rig_has(passer, "pas encore de traduction"));
	/* An update is not there before it is published; then both versions are. */
	act(analyst, page, "update", "");
	assert_int_equal(rig_get(analyst, rig_f(rig, "%s/edit", page)), 200);
	assert_int_equal(rig_post(analyst, rig_f(rig, "%s/edit", page), "version",
			     rig_between(analyst, "name=\"version\" value=\"", "\""), "kind",
			     "guide", "lang", "en", "tlp", "green", "review_months", "0",
			     "title_en", "Second", "lead_en", "L", "body_en", "B", NULL),
	    303);
	passer->lang = "en";
	assert_int_equal(rig_get(passer, at), 200);
	assert_true(rig_has(passer, "Ransomware: what now?"));
	act(analyst, page, "submit", "");
	act(cert_place_browser(rig, ROLE_COORDINATOR), page, "publish", "for members now");
	assert_int_equal(rig_get(passer, at), 404);
	assert_int_equal(rig_get(passer, "/watch"), 200);
	assert_false(rig_has(passer, "Second"));
	assert_int_equal(rig_get(analyst, rig_f(rig, "%s/versions/1", page)), 200);
	assert_true(rig_has(analyst, "Ransomware: what now?"));
	assert_int_equal(rig_get(analyst, rig_f(rig, "%s/versions/3", page)), 404);
	act(analyst, page, "withdraw", "it was wrong");
	assert_int_equal(rig_get(analyst, at), 200);
	assert_true(rig_has(analyst, "it was wrong"));
	assert_int_equal(rig_get(analyst, "/watch"), 200);
	assert_false(rig_has(analyst, "Second"));
}

TEST_RIG(what_is_typed_wrong_is_shown_again)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);

	assert_int_equal(rig_get(b, "/cert/watch/new"), 200);
	assert_int_equal(rig_post(b, "/cert/watch/new", "kind", "poem", "lang", "en", "tlp",
			     "clear", "review_months", "x", "tags", "UPPER", "starts", "soon",
			     "seats", "-1", "body_en", "kept <b>", NULL),
	    422);
	assert_true(rig_has(b, "A tag is small letters"));
	assert_true(rig_has(b, "Write a number."));
	assert_true(rig_has(b, "Write a day and a time"));
	assert_true(rig_has(b, "kept &lt;b&gt;"));
	assert_true(rig_has(b, "This is needed."));
	/* A preview stores nothing. */
	assert_int_equal(
	    rig_post(b, "/cert/watch/new", "kind", "news", "lang", "en", "tlp", "clear",
		"review_months", "1", "title_en", "T", "lead_en", "L", "body_en",
		"<script>x</script> **strong**", "action", "preview", NULL),
	    200);
	assert_true(rig_has(b, "<strong>strong</strong>"));
	assert_true(rig_has(b, "&lt;script&gt;x"));
	assert_int_equal(
	    member_place_count(rig, "SELECT count(*) FROM article WHERE \"id\" <> $1", ""), 0);
}

TEST_RIG(labels_hold_on_pages_lists_feeds_and_files)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *reader = cert_place_browser(rig, ROLE_READER);
	struct rig_browser *member = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *passer = rig_browser(rig), *nemo = rig_browser(rig);
	const char *open = make(rig, analyst, "news", "clear", "Open news");
	const char *green = make(rig, analyst, "guide", "green", "Green guide");
	const char *strict = make(rig, analyst, "guide", "amber+strict", "Strict guide");
	const char *draft = make(rig, analyst, "guide", "clear", "Draft guide");
	struct rig_browser *all[] = {passer, nemo, member, reader, analyst};

	rig_session(nemo, rig_person(rig, "Nemo", "nemo@x.example", -1, NULL), true);
	publish(rig, open);
	publish(rig, green);
	publish(rig, strict);
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		bool inside = i >= 2, writes = i == 4;
		const char *lists[] = {"/watch", "/watch.atom?lang=en", "/api/v1/watch",
		    "/watch?format=csv", "/watch?q=guide"};

		for (size_t l = 0; l < ARRAY_LEN(lists); l++) {
			assert_int_equal(rig_get(all[i], lists[l]), 200);
			assert_int_equal(rig_has(all[i], "Open news"), l != 4);
			assert_int_equal(rig_has(all[i], "Green guide"), inside);
			assert_int_equal(rig_has(all[i], "Strict guide"), inside);
			assert_false(rig_has(all[i], "Draft guide"));
		}
		assert_int_equal(rig_get(all[i], rig_f(rig, "/watch/%s", id_of(open))), 200);
		assert_int_equal(
		    rig_get(all[i], rig_f(rig, "/watch/%s", id_of(green))), inside ? 200 : 404);
		assert_int_equal(rig_get(all[i], rig_f(rig, "/api/v1/watch/%s", id_of(strict))),
		    inside ? 200 : 404);
		assert_int_equal(rig_get(all[i], rig_f(rig, "/watch/%s", id_of(draft))), 404);
		assert_int_equal(rig_get(all[i], draft), writes   ? 200
							 : i == 3 ? 404
							 : i == 0 ? 303
								  : 403);
	}
}

TEST_RIG(a_search_knows_no_accents_and_several_words)
{
	struct rig_browser *b = rig_browser(rig);

	publish(
	    rig, make(rig, cert_place_browser(rig, ROLE_ANALYST), "news", "clear", "Title"));
	assert_int_equal(rig_get(b, "/watch?q=HOPITAL"), 200);
	assert_true(rig_has(b, "/watch?tag=backup"));
	assert_int_equal(rig_get(b, "/watch?q=lead+h%C3%B4pital"), 200);
	assert_true(rig_has(b, "/watch?tag=backup"));
	assert_int_equal(rig_get(b, "/watch?q=lead+elsewhere"), 200);
	assert_true(rig_has(b, "Nothing fits these filters."));
	assert_int_equal(rig_get(b, "/watch?q=100%25"), 200);
	assert_true(rig_has(b, "Nothing fits these filters."));
	assert_int_equal(rig_get(b, "/watch?tag=ransomware&kind=news&written=en"), 200);
	assert_true(rig_has(b, "Title"));
	assert_int_equal(rig_get(b, "/watch?tag=other"), 200);
	assert_true(rig_has(b, "Nothing fits these filters."));
	assert_int_equal(rig_get(b, "/watch?kind=poem"), 400);
}

TEST_RIG(files_are_of_the_version_that_is_out)
{
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = make(rig, analyst, "guide", "clear", "Guide");
	const struct actor actor = {.person = cert_place_person(rig, ROLE_ANALYST)};
	const struct article_upload pdf = {"plan.pdf", span_str("%PDF-1.7 x")},
				    fake = {"plan.pdf", span_str("MZ")},
				    script = {"x.html", span_str("<p>")};
	struct rig_browser *b = rig_browser(rig);
	const char *file;

	assert_int_equal(
	    article_file_add(rig->db, &actor, id_of(page), &fake, rig_now, rig->arena),
	    ERR_RANGE);
	assert_int_equal(
	    article_file_add(rig->db, &actor, id_of(page), &script, rig_now, rig->arena),
	    ERR_RANGE);
	assert_int_equal(
	    article_file_add(rig->db, &actor, id_of(page), &pdf, rig_now, rig->arena), 0);
	assert_int_equal(rig_get(analyst, page), 200);
	file = rig_f(rig, "%s",
	    rig_between(analyst, rig_f(rig, "/cert/watch/%s/files/", id_of(page)), "\""));
	assert_int_equal(rig_get(b, rig_f(rig, "/watch/%s/files/%s", id_of(page), file)), 404);
	publish(rig, page);
	assert_int_equal(rig_get(b, rig_f(rig, "/watch/%s/files/%s", id_of(page), file)), 200);
	assert_string_equal(b->body, "%PDF-1.7 x");
	assert_string_equal(b->type, "application/pdf");
	assert_string_equal(
	    rig_header(b, "Content-Disposition"), "attachment; filename=\"plan.pdf\"");
	/* Not while it is out; an update takes it away, for those who read the update. */
	assert_int_equal(
	    rig_post(analyst, rig_f(rig, "%s/files/%s/remove", page, file), NULL), 422);
	act(analyst, page, "update", "");
	assert_int_equal(
	    rig_post(analyst, rig_f(rig, "%s/files/%s/remove", page, file), NULL), 303);
	assert_int_equal(rig_get(b, rig_f(rig, "/watch/%s/files/%s", id_of(page), file)), 200);
	act(analyst, page, "drop", "");
	assert_int_equal(rig_get(b, rig_f(rig, "/watch/%s/files/%s", id_of(page), file)), 200);
	assert_int_equal(rig_get(b, rig_f(rig, "/watch/%s/files/x1", id_of(page))), 404);
}

TEST_RIG(seats_queue_and_calendar_of_an_event)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *anna = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *bert = member_place_browser(rig, "Bert", ROLE_VIEWER, org);
	struct rig_browser *passer = rig_browser(rig);
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = make(rig, analyst, "event", "clear", "Forum, 2026; day");
	const char *at = rig_f(rig, "/watch/%s", id_of(page));
	const char *seat = rig_f(rig, "%s/seat", at);

	publish(rig, page);
	assert_int_equal(rig_get(passer, at), 200);
	assert_true(rig_has(passer, "Members register here."));
	assert_int_equal(rig_post(passer, seat, "action", "book", NULL), 303);
	assert_int_equal(rig_get(anna, at), 200);
	assert_int_equal(rig_post(anna, seat, "action", "book", "note", "vegan", NULL), 303);
	assert_int_equal(rig_mail(rig, "event_booked").state, OUT_WAITING);
	assert_int_equal(rig_get(bert, at), 200);
	assert_true(rig_has(bert, "Join the queue"));
	assert_int_equal(rig_post(bert, seat, "action", "book", NULL), 303);
	assert_string_equal(rig_mail(rig, "event_waiting").object, id_of(page));
	assert_int_equal(rig_get(analyst, rig_f(rig, "%s/seats", page)), 200);
	assert_true(rig_has(analyst, "vegan"));
	assert_true(rig_has(analyst, "1 person waits"));
	assert_int_equal(rig_get(analyst, rig_f(rig, "%s/seats?format=csv", page)), 200);
	assert_true(rig_has(analyst, "Bert"));
	/* Who waits gets the seat that is given back. */
	assert_int_equal(rig_get(anna, at), 200);
	assert_int_equal(rig_post(anna, seat, "action", "cancel", NULL), 303);
	assert_int_equal(rig_get(bert, at), 200);
	assert_true(rig_has(bert, "You have a seat."));
	assert_int_equal(rig_post(anna, seat, "action", "cancel", NULL), 404);
	/* Calendars. */
	assert_int_equal(rig_get(passer, rig_f(rig, "%s/event.ics", at)), 200);
	assert_string_equal(passer->type, "text/calendar; charset=utf-8");
	assert_true(rig_has(passer, "DTSTART:20261201T"));
	assert_true(rig_has(passer, "SUMMARY:Forum\\, 2026\\; day\r\n"));
	assert_true(rig_has(passer, "STATUS:CONFIRMED"));
	assert_int_equal(rig_get(passer, "/watch.ics"), 200);
	assert_true(rig_has(passer, "LOCATION:Room 1"));
	act(analyst, page, "withdraw", "the room burnt");
	assert_string_equal(rig_mail(rig, "event_cancelled").object, id_of(page));
	assert_int_equal(rig_get(passer, rig_f(rig, "%s/event.ics", at)), 200);
	assert_true(rig_has(passer, "STATUS:CANCELLED"));
	assert_int_equal(rig_post(anna, seat, "action", "book", NULL), 422);
}

TEST_RIG(subscribers_hear_of_what_they_may_read)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *anna = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *nemo = rig_browser(rig);
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	const char *mails = "SELECT count(*) FROM outgoing WHERE \"template\" = 'article' AND "
			    "\"object\" = $1";
	const char *open, *green, *news;

	rig_session(nemo, rig_person(rig, "Nemo", "nemo@x.example", -1, NULL), true);
	assert_int_equal(rig_get(anna, "/watch/subscription"), 200);
	assert_int_equal(
	    rig_post(anna, "/watch/subscription", "kinds", "guide", "tags", "Not Good", NULL),
	    422);
	assert_int_equal(
	    rig_post(anna, "/watch/subscription", "kinds", "guide", "tags", "backup", NULL),
	    303);
	assert_int_equal(rig_get(nemo, "/watch/subscription"), 200);
	assert_int_equal(rig_post(nemo, "/watch/subscription", "kinds", "guide", NULL), 303);
	open = make(rig, analyst, "guide", "clear", "Open");
	green = make(rig, analyst, "guide", "green", "Green");
	news = make(rig, analyst, "news", "clear", "News");
	publish(rig, open);
	publish(rig, green);
	publish(rig, news);
	assert_int_equal(member_place_count(rig, mails, id_of(open)), 2);
	assert_int_equal(member_place_count(rig, mails, id_of(green)), 1);
	assert_int_equal(member_place_count(rig, mails, id_of(news)), 0);
	assert_int_equal(rig_get(anna, "/watch/subscription"), 200);
	assert_true(rig_has(anna, "value=\"backup\""));
	assert_int_equal(rig_post(anna, "/watch/subscription", NULL), 303);
	act(analyst, green, "update", "");
	act(analyst, green, "submit", "");
	act(cert_place_browser(rig, ROLE_COORDINATOR), green, "publish", "again");
	assert_int_equal(member_place_count(rig, mails, id_of(green)), 1);
}

TEST_RIG(a_key_of_a_device_fetches_what_members_read)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *b = rig_browser(rig);
	char hash[SECRET_HASH];
	struct feed_key key = {.org = org,
	    .name = "reader",
	    .hash = secret_hash(span_str("the-key"), hash),
	    .expires = rig_now + 1000000};

	text_list_add(&key.sources, rig->arena, "0.0.0.0/0");
	text_list_add(&key.sources, rig->arena, b->remote);
	assert_int_equal(feed_key_new(rig->db, NULL, &key, rig_now, rig->arena), 0);
	publish(
	    rig, make(rig, cert_place_browser(rig, ROLE_ANALYST), "guide", "green", "Green"));
	assert_int_equal(rig_get(b, "/watch.atom?lang=en"), 200);
	assert_false(rig_has(b, "<title>Green</title>"));
	assert_int_equal(rig_get(b, "/watch.atom?lang=en&kind=guide&apikey=the-key"), 200);
	assert_true(rig_has(b, "<title>Green</title>"));
	assert_true(rig_has(b, "<rights>TLP:GREEN</rights>"));
	assert_false(rig_has(b, "the-key"));
	assert_string_equal(rig_header(b, "Cache-Control"), "private, no-cache");
	assert_int_equal(rig_get(b, "/watch.atom?lang=en&apikey=other"), 403);
	assert_int_equal(rig_get(b, "/watch.atom?lang=xx"), 400);
	assert_int_equal(rig_get(b, "/watch.atom?kind=poem"), 400);
	assert_int_equal(rig_get(b, "/watch.atom?tag=A%20B"), 400);
	assert_int_equal(
	    member_place_count(rig, "SELECT count(*) FROM feed_fetch WHERE \"org\" = $1", org),
	    1);
}

TEST_RIG(what_is_due_is_on_a_board)
{
	struct rig_browser *analyst = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = make(rig, analyst, "guide", "clear", "Old guide");
	const int64_t now = rig_now;

	publish(rig, page);
	assert_int_equal(rig_get(analyst, "/cert/watch/due"), 200);
	assert_true(rig_has(analyst, "Nothing is to be read again"));
	rig_now = now + INT64_C(200) * 86400000;
	analyst = rig_browser(rig);
	rig_session(analyst, cert_place_person(rig, ROLE_ANALYST), true);
	assert_int_equal(rig_get(analyst, "/cert/watch/due"), 200);
	assert_true(rig_has(analyst, "Old guide"));
	assert_true(rig_has(analyst, "overdue"));
	act(analyst, page, "confirm", "");
	assert_int_equal(rig_get(analyst, "/cert/watch/due"), 200);
	assert_false(rig_has(analyst, "Old guide"));
	rig_now = now;
}

TEST_RIG(pages_of_the_watch_render_in_three_languages)
{
	static const char *const langs[] = {"en", "fr", "nb"};
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = make(rig, b, "event", "green", "Forum");

	publish(rig, page);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		const char *pages[] = {"/watch", "/watch/subscription",
		    rig_f(rig, "/watch/%s", id_of(page)), "/cert/watch", "/cert/watch/due",
		    "/cert/watch/new", page, rig_f(rig, "%s/seats", page),
		    rig_f(rig, "%s/versions/1", page), "/picture"};

		cert_place_lang(rig, ROLE_ANALYST, langs[i]);
		for (size_t p = 0; p < ARRAY_LEN(pages); p++) {
			assert_int_equal(rig_get(b, pages[p]), 200);
			assert_true(rig_has(b, rig_f(rig, "<html lang=\"%s\"", langs[i])));
		}
	}
}
