#include "share/feed.h"

#include "base/time.h"
#include "codec/html.h"
#include "codec/json_build.h"

static const int64_t YEAR_MS = 365LL * 24 * 3600 * 1000;

static const char *when(int64_t ms, struct arena *arena)
{
	char text[TIME_TEXT];

	return arena_strdup(arena, time_text(ms, text));
}

static const char *folder_of(const struct csaf_publisher *by, int tlp, struct arena *arena)
{
	return arena_printf(arena, "%s%s/%s", by->url,
	    tlp == TLP_CLEAR ? "/.well-known/csaf" : "/csaf", csaf_folder(tlp));
}

/* "2026/adv-2026-0001.json" */
static const char *path_of(const struct feed_entry *e, struct arena *arena)
{
	const char *address = csaf_address(e->advisory, e->lang, "", arena);
	const char *file = strrchr(address, '/');

	return file - 4 > address ? file - 4 : address;
}

static int write(const struct json *v, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 2);
	json_write_value(&w, v);
	str_char(out, '\n');
	return str_ok(out);
}

/* --- provider-metadata.json --- */

static struct json *distributions(const struct csaf_publisher *by, struct arena *arena)
{
	struct json *all = json_new_array(arena), *rolie = json_new_object(arena),
		    *feeds = json_new_array(arena), *one;

	for (int tlp = TLP_CLEAR; tlp <= TLP_RED; tlp++) {
		const char *folder = folder_of(by, tlp, arena);

		one = json_new_object(arena);
		json_set_text(arena, one, "directory_url", arena_printf(arena, "%s/", folder));
		json_add_value(arena, all, one);
		one = json_new_object(arena);
		json_set_text(arena, one, "summary",
		    arena_printf(arena, "%s advisories", tlp_label((enum tlp)tlp)));
		json_set_text(arena, one, "tlp_label", tlp_csaf((enum tlp)tlp));
		json_set_text(arena, one, "url", arena_printf(arena, "%s/feed.json", folder));
		json_add_value(arena, feeds, one);
	}
	json_set_value(arena, rolie, "feeds", feeds);
	one = json_new_object(arena);
	json_set_value(arena, one, "rolie", rolie);
	json_add_value(arena, all, one);
	return all;
}

int feed_provider_write(
    const struct feed_provider *provider, struct arena *arena, struct str *out)
{
	const struct csaf_publisher *by = provider->by;
	struct json *root = json_new_object(arena), *publisher = json_new_object(arena);

	json_set_text(arena, root, "canonical_url",
	    arena_printf(arena, "%s/.well-known/csaf/provider-metadata.json", by->url));
	json_set_value(arena, root, "distributions", distributions(by, arena));
	json_set_text(arena, root, "last_updated", when(provider->updated, arena));
	json_set_bool(arena, root, "list_on_CSAF_aggregators", true);
	json_set_text(arena, root, "metadata_version", "2.0");
	json_set_bool(arena, root, "mirror_on_CSAF_aggregators", true);
	if (provider->fingerprint) {
		struct json *keys = json_new_array(arena), *key = json_new_object(arena);

		json_set_text(arena, key, "fingerprint", provider->fingerprint);
		json_set_text(arena, key, "url",
		    arena_printf(arena, "%s/.well-known/csaf/openpgp/%s.asc", by->url,
			provider->fingerprint));
		json_add_value(arena, keys, key);
		json_set_value(arena, root, "public_openpgp_keys", keys);
	}
	json_set_text(arena, publisher, "category", "coordinator");
	json_set_text(arena, publisher, "name", by->name);
	json_set_text(arena, publisher, "namespace", by->url);
	if (by->contact && *by->contact)
		json_set_text(arena, publisher, "contact_details", by->contact);
	json_set_value(arena, root, "publisher", publisher);
	json_set_text(arena, root, "role",
	    provider->fingerprint ? "csaf_trusted_provider" : "csaf_provider");
	return write(root, out);
}

/* --- the directory --- */

int feed_index_write(const struct feed_entries *entries, struct arena *arena, struct str *out)
{
	vec_foreach (e, &entries->all)
		str_addf(out, "%s\n", path_of(e, arena));
	return str_ok(out);
}

int feed_changes_write(const struct feed_entries *entries, struct arena *arena, struct str *out)
{
	/* Names and times of ours: nothing in them ends the quotes. */
	vec_foreach (e, &entries->all)
		str_addf(out, "\"%s\",\"%s\"\n", path_of(e, arena),
		    when(e->advisory->revised, arena));
	return str_ok(out);
}

/* Each document and what stands beside it. */
static void list_documents(
    const struct feed_entries *entries, int year, struct arena *arena, struct str *out)
{
	static const char *const kinds[] = {"", ".sha256", ".sha512", ".asc"};
	const char *folder = arena_printf(arena, "%d/", year);

	vec_foreach (e, &entries->all) {
		const char *path = path_of(e, arena);

		if (strncmp(path, folder, strlen(folder)) != 0)
			continue;
		path += strlen(folder);
		for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
			str_addf(out, "<li><a href=\"%s%s\">%s%s</a></li>\n", path, kinds[i],
			    path, kinds[i]);
	}
}

static void list_years(const struct feed_entries *entries, struct arena *arena, struct str *out)
{
	struct text_list years = {0};

	vec_foreach (e, &entries->all) {
		const char *path = path_of(e, arena);
		const char *year = arena_strndup(arena, path, strcspn(path, "/"));

		if (text_list_has(&years, year))
			continue;
		text_list_add(&years, arena, year);
		str_addf(out, "<li><a href=\"%s/\">%s/</a></li>\n", year, year);
	}
}

int feed_listing_write(const struct feed_entries *entries, int year, const char *path,
    struct arena *arena, struct str *out)
{
	str_add(
	    out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
	html_text(out, span_str(path));
	str_add(out, "</title></head><body><h1>");
	html_text(out, span_str(path));
	str_add(out, "</h1><ul>\n");
	if (year)
		list_documents(entries, year, arena, out);
	else
		list_years(entries, arena, out);
	str_add(out, "</ul></body></html>\n");
	return str_ok(out);
}

/* --- ROLIE --- */

static void add_link(
    struct json *to, const char *rel, const char *href, const char *behind, struct arena *arena)
{
	struct json *one = json_new_object(arena);

	json_set_text(arena, one, "rel", rel);
	json_set_text(arena, one, "href", arena_printf(arena, "%s%s", href, behind));
	json_add_value(arena, to, one);
}

static struct json *rolie_entry(
    const struct feed_place *place, const struct feed_entry *e, struct arena *arena)
{
	const char *address = csaf_address(e->advisory, e->lang, place->by->url, arena);
	struct json *to = json_new_object(arena), *content = json_new_object(arena),
		    *format = json_new_object(arena), *links = json_new_array(arena),
		    *summary = json_new_object(arena);
	char *id = arena_strdup(arena, strrchr(address, '/') + 1);

	id[strlen(id) - strlen(".json")] = '\0';
	json_set_text(arena, content, "src", address);
	json_set_text(arena, content, "type", "application/json");
	json_set_text(arena, format, "schema",
	    "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json");
	json_set_text(arena, format, "version", "2.0");
	add_link(links, "self", address, "", arena);
	add_link(links, "hash", address, ".sha256", arena);
	add_link(links, "hash", address, ".sha512", arena);
	add_link(links, "signature", address, ".asc", arena);
	json_set_text(arena, summary, "content", e->text ? e->text->title : e->advisory->title);
	json_set_value(arena, to, "content", content);
	json_set_value(arena, to, "format", format);
	json_set_text(arena, to, "id", id);
	json_set_value(arena, to, "link", links);
	json_set_text(arena, to, "published", when(e->advisory->published, arena));
	json_set_value(arena, to, "summary", summary);
	json_set_text(arena, to, "title", e->text ? e->text->title : e->advisory->title);
	json_set_text(arena, to, "updated", when(e->advisory->revised, arena));
	return to;
}

int feed_rolie_write(const struct feed_place *place, const struct feed_entries *entries,
    int64_t updated, struct arena *arena, struct str *out)
{
	struct json *root = json_new_object(arena), *feed = json_new_object(arena),
		    *categories = json_new_array(arena), *category = json_new_object(arena),
		    *all = json_new_array(arena), *links = json_new_array(arena);
	const char *folder = folder_of(place->by, place->tlp, arena);

	json_set_text(
	    arena, category, "scheme", "urn:ietf:params:rolie:category:information-type");
	json_set_text(arena, category, "term", "csaf");
	json_add_value(arena, categories, category);
	vec_foreach (e, &entries->all)
		json_add_value(arena, all, rolie_entry(place, e, arena));
	add_link(links, "self", folder, "/feed.json", arena);
	json_set_value(arena, feed, "category", categories);
	json_set_value(arena, feed, "entry", all);
	json_set_text(arena, feed, "id",
	    arena_printf(arena, "csaf-feed-tlp-%s", csaf_folder(place->tlp)));
	json_set_value(arena, feed, "link", links);
	json_set_text(arena, feed, "title",
	    arena_printf(
		arena, "%s: %s advisories", place->by->name, tlp_label((enum tlp)place->tlp)));
	json_set_text(arena, feed, "updated", when(updated, arena));
	json_set_value(arena, root, "feed", feed);
	return write(root, out);
}

/* --- Atom --- */

static void element(struct str *out, const char *name, const char *text)
{
	str_addf(out, "<%s>", name);
	html_text(out, span_str(text ? text : ""));
	str_addf(out, "</%s>\n", name);
}

static void atom_link(struct str *out, const char *rel, const char *href)
{
	str_add(out, "<link");
	html_attr(out, "rel", rel);
	html_attr(out, "href", href);
	str_add(out, "/>\n");
}

static void atom_entry(const struct feed_place *place, const struct feed_entry *e,
    struct arena *arena, struct str *out)
{
	const char *page =
	    arena_printf(arena, "%s/advisories/%s", place->by->url, e->advisory->id);

	str_add(out, "<entry>\n");
	element(out, "title",
	    arena_printf(arena, "%s %s", e->advisory->ref,
		e->text ? e->text->title : e->advisory->title));
	element(out, "id", page);
	atom_link(out, "alternate", page);
	element(out, "published", when(e->advisory->published, arena));
	element(out, "updated", when(e->advisory->revised, arena));
	if (e->text)
		element(out, "summary", e->text->summary);
	str_add(out, "</entry>\n");
}

int feed_atom_write(const struct feed_place *place, const struct feed_entries *entries,
    int64_t updated, struct arena *arena, struct str *out)
{
	const char *self = arena_printf(arena, "%s/advisories.atom", place->by->url);

	str_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		     "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	element(out, "title", arena_printf(arena, "%s: advisories", place->by->name));
	element(out, "id", self);
	atom_link(out, "self", self);
	atom_link(out, "alternate", arena_printf(arena, "%s/advisories", place->by->url));
	element(out, "updated", when(updated, arena));
	str_add(out, "<author>");
	element(out, "name", place->by->name);
	str_add(out, "</author>\n");
	vec_foreach (e, &entries->all)
		atom_entry(place, e, arena, out);
	str_add(out, "</feed>\n");
	return str_ok(out);
}

/* --- security.txt --- */

int feed_security_write(const struct csaf_publisher *by, int64_t now, struct str *out)
{
	const char *contact = by->contact ? by->contact : "";
	bool mail = strchr(contact, '@') && !strchr(contact, ':');
	char expires[TIME_TEXT];

	if (*contact)
		str_addf(out, "Contact: %s%s\n", mail ? "mailto:" : "", contact);
	else
		str_addf(out, "Contact: %s/\n", by->url);
	str_addf(out, "Expires: %s\n", time_text(now + YEAR_MS, expires));
	str_addf(out, "Canonical: %s/.well-known/security.txt\n", by->url);
	str_addf(out, "CSAF: %s/.well-known/csaf/provider-metadata.json\n", by->url);
	return str_ok(out);
}
