/* Chapter 2: what was to be examined, and what was found there. */
#include "report/build_parts.h"

static void add_targets(struct build *b, struct doc_node *chapter)
{
	struct doc_node *s =
	    build_section(b, chapter, say(b, "What was ordered"), "perimeter-order");
	struct doc_node *facts = doc_add(b->doc, s, DOC_FACTS);
	const struct run *run = b->in->run;

	doc_fact(b->doc, facts, say(b, "Targets"),
	    run->targets.n ? build_some(b, &run->targets, 60) : say(b, "None"));
	doc_fact(b->doc, facts, say(b, "Exclusions"),
	    run->exclude.n ? build_some(b, &run->exclude, 60) : say(b, "None"));
	doc_fact(b->doc, facts, say(b, "Names found"), build_number(b, b->view.names.n));
	doc_fact(b->doc, facts, say(b, "Addresses with an open port"),
	    build_number(b, b->view.live));
	doc_fact(b->doc, facts, say(b, "Open ports"), build_number(b, b->view.services.n));
}

static const char *whys(struct build *b, const struct text_list *list)
{
	const char *all = "";

	for (size_t i = 0; i < list->n; i++) {
		const char *text = words_why(b->arena, b->lang, list->items[i]);

		/* Two rules may have the same words. */
		if (!strstr(all, text))
			all = *all ? sayf(b, "%1; %2", all, text) : text;
	}
	return all;
}

static void add_names(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {38, 34, 28};
	struct doc_node *s =
	    build_section(b, chapter, say(b, "Domains and host names"), "perimeter-names");
	struct doc_node *table;

	if (b->view.names.n == 0) {
		doc_para(b->doc, s,
		    say(b, "No domain or host name was found: the order names addresses only, "
			   "or no name "
			   "answered."));
		return;
	}
	doc_para(b->doc, s,
	    say(b, "Each name is listed with the reason why it is attributed to the "
		   "organisation. If one is not "
		   "yours, say so: the next audit will leave it out."));
	table = build_table(b, s, say(b, "Domains, sub-domains and host names"), 3,
	    (const char *const[]){
		say(b, "Name"), say(b, "Why it is attributed to you"), say(b, "Addresses")},
	    widths);
	vec_foreach (n, &b->view.names) {
		struct doc_runs *row = doc_row(b->doc, table);

		build_cell(b, &row[0], text_clean(b->arena, n->name, 255));
		build_cell(b, &row[1], whys(b, &n->whys));
		build_cell(b, &row[2],
		    n->addresses.n ? build_some(b, &n->addresses, 8) : say(b, "none"));
	}
}

static void add_map(struct build *b, struct doc_node *chapter)
{
	struct doc_node *s =
	    build_section(b, chapter, say(b, "Map of the systems found"), "perimeter-map");

	if (b->view.live == 0) {
		doc_para(b->doc, s,
		    say(b,
			"No system of the perimeter answered on the ports that were tried."));
		return;
	}
	doc_para(b->doc, s,
	    say(b, "From domains over host names and addresses to services. The colour of a "
		   "service is that of "
		   "its worst vulnerability; the table that follows says the same in words."));
	map_figures(b, s);
}

/* "OpenSSH 9.2p1 (deb12u7)", as far as it is known. */
static const char *product_text(struct build *b, const struct obs_service *o)
{
	STR_AUTO(out, 2048);

	if (!o || !o->product)
		return say(b, "not identified");
	str_add(&out, text_clean(b->arena, o->product, 80));
	if (o->version)
		str_addf(&out, " %s", text_clean(b->arena, o->version, 60));
	if (o->revision)
		str_addf(&out, " (%s)", text_clean(b->arena, o->revision, 60));
	if (o->system)
		str_addf(&out, ", %s", text_clean(b->arena, o->system, 80));
	return str_dup(&out, b->arena);
}

static const char *protocol_text(struct build *b, const struct obs_service *o)
{
	if (!o || strcmp(o->protocol, "unknown") == 0)
		return say(b, "unknown");
	return o->tls ? sayf(b, "%1 over TLS", text_clean(b->arena, o->protocol, 32))
		      : text_clean(b->arena, o->protocol, 32);
}

static void add_service(struct build *b, struct doc_node *table, const struct view_host *h,
    const struct view_service *s)
{
	struct doc_runs *row = doc_row(b->doc, table);
	bool known = s->seen && s->seen->product;

	build_cell(b, &row[0], text_endpoint(b->arena, s->addr, s->port, s->transport));
	if (h->names.n)
		doc_cell(b->doc, &row[0], RUN_MUTED, TONE_NONE,
		    arena_printf(b->arena, " %s", build_some(b, &h->names, 2)), NULL);
	build_cell(b, &row[1], protocol_text(b, s->seen));
	build_cell(b, &row[2], product_text(b, s->seen));
	build_cell(b, &row[3],
	    known ? i18n_percent(b->arena, b->lang, s->seen->confidence) : "\xe2\x80\x93");
	if (s->worst < CRIT_LEVELS) {
		build_cell_badge(b, &row[4], s->worst);
		build_cell(b, &row[4],
		    arena_printf(b->arena, "\xc2\xa0%s", build_number(b, s->findings)));
	} else {
		build_cell(b, &row[4], say(b, "none"));
	}
}

static void add_services(struct build *b, struct doc_node *chapter)
{
	static const double widths[] = {31, 14, 27, 11, 17};
	struct doc_node *s =
	    build_section(b, chapter, say(b, "Services found"), "perimeter-services");
	struct doc_node *table;

	if (b->view.services.n == 0) {
		doc_para(b->doc, s,
		    say(b, "No service answered. Chapter \xe2\x80\x9cMethod and "
			   "limits\xe2\x80\x9d says which "
			   "systems could be reached."));
		return;
	}
	table = build_table(b, s, say(b, "Services, their products and vulnerabilities"), 5,
	    (const char *const[]){say(b, "System and port"), say(b, "Protocol"),
		say(b, "Product and version"), say(b, "Confidence"), say(b, "Vulnerabilities")},
	    widths);
	vec_foreach (h, &b->view.hosts) {
		for (size_t i = 0; i < h->n; i++)
			add_service(b, table, h, &b->view.services.items[h->first + i]);
	}
}

void build_perimeter(struct build *b)
{
	struct doc_node *chapter =
	    build_chapter(b, say(b, "Perimeter and systems found"), "perimeter");

	add_targets(b, chapter);
	add_names(b, chapter);
	add_map(b, chapter);
	add_services(b, chapter);
}
