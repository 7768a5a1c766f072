#include "sample_doc.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* A text in the three languages. */
struct words {
	const char *en, *fr, *nb;
};

struct sample {
	struct doc *doc;
	const char *lang;
};

static const char *say(const struct sample *s, const struct words *w)
{
	if (strcmp(s->lang, "fr") == 0)
		return w->fr;
	return strcmp(s->lang, "nb") == 0 ? w->nb : w->en;
}

#define SAY(...) say(s, &(const struct words){__VA_ARGS__})

static void add_cover(const struct sample *s)
{
	struct doc *doc = s->doc;
	struct doc_node *facts = doc_add(doc, doc->cover, DOC_FACTS), *note;

	doc_fact(doc, facts, SAY("Organisation", "Établissement", "Virksomhet"),
	    "Centre hospitalier Sainte-Anne");
	doc_fact(doc, facts, SAY("Perimeter", "Périmètre", "Omfang"),
	    "chu-sainte-anne.test, 127.20.0.0/28");
	doc_fact(doc, facts, SAY("Date", "Date", "Dato"),
	    SAY("21 November 2026", "21 novembre 2026", "21. november 2026"));
	doc_fact(doc, facts, SAY("Authorised by", "Autorisé par", "Godkjent av"),
	    SAY("Security officer, mandate 2026-17", "RSSI, mandat 2026-17",
		"Sikkerhetsleder, mandat 2026-17"));
	doc_fact(doc, facts, SAY("Run", "Exécution", "Kjøring"), "r7k2m9qx");
	note = doc_add(doc, doc->cover, DOC_CALLOUT);
	note->tone = TONE_HIGH;
	doc_run(doc, doc_add(doc, note, DOC_PARA), RUN_BOLD,
	    SAY("Level of security: D", "Niveau de sécurité : D", "Sikkerhetsnivå: D"));
	doc_para(doc, note,
	    SAY("Two critical weaknesses can be reached from anywhere on the Internet and "
		"should be "
		"closed this week.",
		"Deux vulnérabilités critiques sont accessibles depuis n’importe quel point "
		"d’Internet et doivent être corrigées cette semaine.",
		"To kritiske svakheter kan nås fra hele Internett og bør lukkes denne uken."));
}

static struct canvas *donut(const struct sample *s)
{
	static const struct {
		double share;
		int colour;
	} parts[] = {{0.08, 0x8b1236}, {0.2, 0xc2360c}, {0.42, 0xf2b32a}, {0.3, 0x1f6cae}};
	struct canvas *c = ARENA_NEW(s->doc->arena, struct canvas);
	double at = 0;

	canvas_init(c, s->doc->arena, 460, 150);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		canvas_arc(c, 90, 75, 66, 40, at * 6.2831853, (at + parts[i].share) * 6.2831853,
		    parts[i].colour);
		at += parts[i].share;
		canvas_rect(c, 210, 22 + 28 * (double)i, parts[i].share * 400, 18, 3,
		    parts[i].colour, CANVAS_NONE);
		canvas_text(c, 216 + parts[i].share * 400, 35 + 28 * (double)i, 9, false,
		    ANCHOR_START, 0x1b2733, i ? "12" : "2");
	}
	canvas_text(c, 90, 84, 24, true, ANCHOR_MIDDLE, 0x0b3c53, "41");
	canvas_line(c, 208, 14, 208, 136, 0.8, 0x566370);
	return c;
}

static void add_summary(const struct sample *s)
{
	struct doc *doc = s->doc;
	struct doc_node *sec = doc_section(doc, doc->body,
	    SAY("Managerial summary", "Synthèse managériale", "Sammendrag for ledelsen"),
	    "summary");
	struct doc_node *tiles = doc_add(doc, sec, DOC_TILES), *list, *item, *para;
	static const struct words labels[] = {{"critical", "critiques", "kritiske"},
	    {"high", "élevées", "høye"}, {"medium", "moyennes", "middels"},
	    {"low", "faibles", "lave"},
	    {"fixed since last time", "corrigées depuis la dernière fois",
		"lukket siden sist"}};
	static const char *const figures[] = {"2", "8", "17", "12", "5"};
	static const enum doc_tone tones[] = {
	    TONE_CRITICAL, TONE_HIGH, TONE_MEDIUM, TONE_LOW, TONE_GOOD};

	sec->new_page = true;
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		struct doc_node *tile = doc_add(doc, tiles, DOC_TILE);

		tile->text = say(s, &labels[i]);
		tile->tone = tones[i];
		doc_run(doc, tile, RUN_PLAIN, figures[i]);
	}
	para = doc_para(doc, sec,
	    SAY("The audit found 41 weaknesses on 23 systems. Most are settings that one "
		"person can "
		"change in an afternoon; two let a stranger read patient data: ",
		"L’audit a relevé 41 vulnérabilités sur 23 systèmes. La plupart tiennent à des "
		"réglages qu’une personne peut changer en un après-midi ; deux permettent à un "
		"inconnu de lire des données de santé : ",
		"Gjennomgangen fant 41 svakheter på 23 systemer. De fleste er innstillinger "
		"som én "
		"person kan endre på en ettermiddag; to lar en fremmed lese pasientdata: "));
	doc_link(doc, para,
	    SAY("an open DICOM archive", "une archive DICOM ouverte", "et åpent DICOM-arkiv"),
	    "#finding-1");
	doc_run(doc, para, RUN_PLAIN, SAY(" and ", " et ", " og "));
	doc_run(doc, para, RUN_CODE, "redis");
	doc_run(doc, para, RUN_PLAIN, ". ");
	doc_badge(doc, para, TONE_CRITICAL, SAY("Critical", "Critique", "Kritisk"));
	doc_figure(doc, sec, donut(s),
	    SAY("41 weaknesses: 2 critical, 8 high, 17 medium, 12 low",
		"41 vulnérabilités : 2 critiques, 8 élevées, 17 moyennes, 12 faibles",
		"41 svakheter: 2 kritiske, 8 høye, 17 middels, 12 lave"),
	    SAY("Weaknesses by criticality", "Vulnérabilités par criticité",
		"Svakheter etter kritikalitet"));
	doc_section(doc, sec, SAY("Do first", "À faire en premier", "Gjør dette først"), NULL);
	sec = sec->children.items[sec->children.n - 1];
	list = doc_add(doc, sec, DOC_LIST);
	list->ordered = true;
	for (int i = 0; i < 5; i++) {
		item = doc_add(doc, list, DOC_ITEM);
		doc_run(doc, item, RUN_BOLD,
		    SAY("Close the archive. ", "Fermer l’archive. ", "Steng arkivet. "));
		doc_run(doc, item, RUN_PLAIN,
		    SAY("Let only known stations reach it, and turn encryption on; the "
			"vendor’s "
			"manual says how.",
			"N’autoriser que les postes connus et activer le chiffrement ; la "
			"documentation de l’éditeur explique comment.",
			"La bare kjente stasjoner nå det, og slå på kryptering; leverandørens "
			"håndbok forklarer hvordan."));
		if (i == 1) {
			struct doc_node *inner = doc_add(doc, item, DOC_LIST);

			doc_run(doc, doc_add(doc, inner, DOC_ITEM), RUN_PLAIN,
			    SAY("first on the firewall", "d’abord sur le pare-feu",
				"først i brannmuren"));
			doc_run(doc, doc_add(doc, inner, DOC_ITEM), RUN_PLAIN,
			    SAY("then on the server", "puis sur le serveur",
				"deretter på tjeneren"));
		}
	}
	item = doc_add(doc, sec, DOC_CALLOUT);
	item->tone = TONE_INFO;
	doc_para(doc, item,
	    SAY("Three addresses did not answer. Not answering is not the same as being clean.",
		"Trois adresses n’ont pas répondu. Ne pas répondre ne veut pas dire être sain.",
		"Tre adresser svarte ikke. Å ikke svare er ikke det samme som å være i "
		"orden."));
}

static struct canvas *map_of_systems(const struct sample *s)
{
	struct canvas *c = ARENA_NEW(s->doc->arena, struct canvas);
	char text[40];

	canvas_init(c, s->doc->arena, 640, 300);
	canvas_rect(c, 10, 135, 130, 30, 6, 0x0b3c53, CANVAS_NONE);
	canvas_text(c, 75, 154, 10, true, ANCHOR_MIDDLE, 0xffffff, "chu-sainte-anne.test");
	for (int i = 0; i < 8; i++) {
		double y = 8 + 36 * i;

		canvas_curve(c, 140, 150, 240, y + 14, 1, 0x9aa7b3);
		canvas_rect(c, 240, y, 150, 28, 5, 0xe5eff4, 0x0b3c53);
		(void)snprintf(text, sizeof(text), "host-%02d.test", i + 1);
		canvas_text(c, 315, y + 18, 9.5, false, ANCHOR_MIDDLE, 0x1b2733, text);
		canvas_line(c, 390, y + 14, 470, y + 14, 1, 0x9aa7b3);
		canvas_rect(c, 470, y + 2, 150, 24, 12, i ? 0xe6f4ec : 0xfbe9ee, CANVAS_NONE);
		canvas_text(c, 612, y + 18, 9, false, ANCHOR_END, i ? 0x17613e : 0x7d0f30,
		    i ? "443 https nginx 1.22" : "4242 DICOM Orthanc");
	}
	return c;
}

static void add_perimeter(const struct sample *s)
{
	struct doc *doc = s->doc;
	struct doc_node *sec =
	    doc_section(doc, doc->body, SAY("Perimeter", "Périmètre", "Omfang"), "perimeter");
	const char **header = ARENA_ARRAY(doc->arena, 5, const char *);
	double *widths = ARENA_ARRAY(doc->arena, 5, double);
	static const double share[] = {2.6, 1.6, 1, 2.4, 1.4};
	struct doc_node *table;

	memcpy(widths, share, sizeof(share));
	header[0] = SAY("Host", "Hôte", "Vert");
	header[1] = SAY("Address", "Adresse", "Adresse");
	header[2] = SAY("Port", "Port", "Port");
	header[3] = SAY("Product and version", "Produit et version", "Produkt og versjon");
	header[4] = SAY("Criticality", "Criticité", "Kritikalitet");
	sec->new_page = true;
	doc_figure(doc, sec, map_of_systems(s),
	    SAY("One domain with eight hosts, each with one service",
		"Un domaine et huit hôtes, chacun avec un service",
		"Ett domene med åtte verter, hver med én tjeneste"),
	    SAY("Map of the systems found; the table below says the same",
		"Carte des systèmes trouvés ; le tableau ci-dessous contient les mêmes "
		"informations",
		"Kart over systemene; tabellen under sier det samme"));
	table = doc_table(doc, sec, SAY("Services found", "Services trouvés", "Tjenester"), 5,
	    header, widths);
	for (int i = 0; i < 120; i++) {
		struct doc_runs *row = doc_row(doc, table);
		static const char *const products[] = {"nginx 1.22.1",
		    "OpenSSH 9.2p1 Debian 2+deb12u3", "Orthanc 1.10.1 (DICOMweb plug-in 1.7)",
		    "Postfix"};

		doc_cell(doc, &row[0], RUN_PLAIN, TONE_NONE,
		    arena_printf(doc->arena, "serveur-%03d.chu-sainte-anne.test", i + 1), NULL);
		doc_cell(doc, &row[1], RUN_PLAIN, TONE_NONE,
		    arena_printf(doc->arena, "127.20.0.%d", i % 14 + 1), NULL);
		doc_cell(
		    doc, &row[2], RUN_PLAIN, TONE_NONE, i % 3 ? "443/tcp" : "4242/tcp", NULL);
		doc_cell(doc, &row[3], RUN_PLAIN, TONE_NONE, products[i % 4], NULL);
		doc_cell(doc, &row[4], RUN_BADGE, (enum doc_tone)(TONE_CRITICAL + i % 5),
		    i % 5 == 0 ? SAY("Critical", "Critique", "Kritisk")
			       : SAY("Medium", "Moyenne", "Middels"),
		    NULL);
	}
}

/* What a hostile server may send; none of it may harm the reader or be lost. */
static void add_hostile(const struct sample *s)
{
	struct doc *doc = s->doc;
	struct doc_node *sec = doc_section(doc, doc->body,
	    SAY("Text from outside", "Texte venu de l’extérieur", "Tekst utenfra"), "outside");
	struct doc_node *para, *code, *quote;
	STR_AUTO(word, 8192);

	(void)doc_para(doc, sec,
	    "\x1b[31mred\x1b[0m \x80\xff broken; a\xe2\x80\xaegnp.exe; "
	    "(parens) \\back\\slash <html> & \xf0\x9f\x8f\xa5 \xe4\xb8\xad\xe6\x96\x87 "
	    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d e\xcc\x81 soft\xc2\xadhyphen");
	for (int i = 0; i < 300; i++)
		str_addf(&word, "%c", 'a' + i % 26);
	(void)doc_para(doc, sec, str_dup(&word, doc->arena));
	para = doc_para(doc, sec, "https: ");
	doc_link(doc, para,
	    "https://www.example.test/a/very/long/path/that/has/no/end?and=a&query=that&is="
	    "longer%20than-a-line_of_text#fragment",
	    "https://www.example.test/\xc3\xa5?a=(b)");
	doc_link(doc, para, " mail", "mailto:cert@example.test");
	doc_link(doc, para, " script", "javascript:alert(1)");
	doc_link(doc, para, " file", "file:///etc/passwd");
	doc_link(doc, para, " nowhere", "#nowhere");
	code = doc_add(doc, sec, DOC_CODE);
	code->text = "220 mail.test ESMTP\r\n\t  indented\x07\n\n"
		     "Server: Apache/2.4.1 (Unix) OpenSSL/1.0.1e-fips mod_perl/2.0.11 "
		     "Perl/v5.16.3 PHP/5.4.16 mod_wsgi/3.4 Python/2.7.5 and so on\nend";
	quote =
	    doc_para(doc, sec, "Cette phrase est en français dans tous les cas : « oui » !");
	quote->lang = "fr";
	doc_add(doc, sec, DOC_PAGE_BREAK);
	doc_run(doc, doc_add(doc, sec, DOC_ITEM), RUN_MUTED, "an item by itself");
	doc_add(doc, sec, DOC_LIST);
	doc_add(doc, sec, DOC_TILES);
	doc_add(doc, sec, DOC_FACTS);
	doc_add(doc, sec, DOC_FIGURE);
	doc_add(doc, sec, DOC_CALLOUT);
	doc_add(doc, sec, DOC_PARA);
}

static void add_finding(const struct sample *s, struct doc_node *parent, size_t i)
{
	struct doc *doc = s->doc;
	struct doc_node *sec = doc_section(doc, parent,
	    arena_printf(doc->arena, "%s %zu",
		SAY("DICOM archive open to strangers", "Archive DICOM ouverte à des inconnus",
		    "DICOM-arkiv åpent for fremmede"),
		i),
	    arena_printf(doc->arena, "finding-%zu", i));
	struct doc_node *facts = doc_add(doc, sec, DOC_FACTS), *fact, *sub, *code;

	fact = doc_add(doc, facts, DOC_FACT);
	fact->text = SAY("Criticality", "Criticité", "Kritikalitet");
	doc_badge(doc, fact, (enum doc_tone)(TONE_CRITICAL + i % 5),
	    SAY("Critical", "Critique", "Kritisk"));
	doc_run(doc, fact, RUN_MUTED, " CWE-284");
	doc_fact(doc, facts, SAY("Affected", "Systèmes touchés", "Berører"),
	    arena_printf(
		doc->arena, "pacs-%zu.chu-sainte-anne.test, 127.20.0.%zu:4242", i, i % 14));
	sub = doc_section(doc, sec,
	    SAY("Why it matters", "Pourquoi c’est important", "Hvorfor det betyr noe"), NULL);
	doc_para(doc, sub,
	    SAY("Anyone who reaches the archive can list and copy examinations. It holds "
		"names, "
		"dates of birth and images; losing them cannot be undone, and the law asks for "
		"the "
		"supervisory authority to be told within 72 hours.",
		"Quiconque atteint l’archive peut lister et copier des examens. Elle contient "
		"noms, "
		"dates de naissance et images ; leur fuite est irréversible et la loi impose "
		"d’en "
		"informer l’autorité de contrôle sous 72 heures.",
		"Alle som når arkivet, kan liste opp og kopiere undersøkelser. Det inneholder "
		"navn, "
		"fødselsdatoer og bilder; et tap kan ikke gjøres om, og tilsynsmyndigheten "
		"skal ha "
		"beskjed innen 72 timer."));
	sub = doc_section(doc, sec, SAY("Evidence", "Preuve", "Bevis"), NULL);
	code = doc_add(doc, sub, DOC_CODE);
	code->text = arena_printf(doc->arena,
	    "$ echoscu -aec ANYTHING 127.20.0.%zu 4242\nI: Association Accepted (Max Send PDV: "
	    "16372)\nI: Received Echo Response (Success)",
	    i % 14);
}

struct doc *sample_doc(struct arena *arena, const char *lang, size_t findings)
{
	struct doc *doc = doc_new(arena, lang);
	struct sample sample = {doc, lang}, *s = &sample;
	struct doc_node *chapter;

	doc->title = SAY("Audit of what the Internet sees",
	    "Audit de l’exposition sur Internet", "Gjennomgang av det Internett ser");
	doc->subtitle = SAY("Centre hospitalier Sainte-Anne, autumn 2026",
	    "Centre hospitalier Sainte-Anne, automne 2026",
	    "Centre hospitalier Sainte-Anne, høsten 2026");
	doc->author = "Varde 0.1.0";
	doc->subject = SAY("Weaknesses found from outside, and what to do about them",
	    "Vulnérabilités visibles de l’extérieur et mesures à prendre",
	    "Svakheter sett utenfra, og hva som bør gjøres");
	doc->label = "TLP:AMBER";
	doc->created = 1795255800000; /* 2026-11-21T10:10:00Z */
	doc->word_contents = SAY("Contents", "Sommaire", "Innhold");
	doc->word_page_of = SAY("Page %1 of %2", "Page %1 sur %2", "Side %1 av %2");
	doc->word_skip = SAY("Skip to content", "Aller au contenu", "Gå til innholdet");
	add_cover(s);
	doc_add(doc, doc->body, DOC_TOC);
	add_summary(s);
	add_perimeter(s);
	add_hostile(s);
	chapter = doc_section(
	    doc, doc->body, SAY("Weaknesses", "Vulnérabilités", "Svakheter"), "weaknesses");
	for (size_t i = 1; i <= findings; i++)
		add_finding(s, chapter, i);
	return doc;
}
