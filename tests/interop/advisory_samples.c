/* Writes CSAF documents of advisories of every state, label, language and kind of product into
 * FOLDER, for tests/interop/advisory.sh. Prints how many. */
#include "os/file.h"
#include "share/csaf.h"

#include <stdio.h>

#define START 1795000000000LL

/* Kinds of products. */
static const char *const products[][3] = {
    {NULL},
    {"openbsd:openssh <9.8p1"},
    {"big_vendor:imaging_server = 3.1", "big_vendor:imaging_server 2.0 through 2.3",
	"big_vendor:viewer all versions"},
    {"*:freetext >=1.0", "Société_Générale_du_PACS:éditeur <4.2-beta+1"},
    {"a:b vers:generic/>=1|<2.0", "a:b <1.0"},
};

static const char *const scores[][2] = {
    {NULL},
    {"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H"},
    {"CVE-2026-12345 CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H",
	"AV:N/AC:L/Au:N/C:P/I:P/A:P"},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"},
};

static const char *const cves[][2] = {
    {NULL}, {"CVE-2026-12345"}, {"CVE-2026-12345", "CVE-2025-0001"}};

static struct text_list list(const char *const *items, size_t max, struct arena *arena)
{
	struct text_list out = {0};

	for (size_t i = 0; i < max && items[i]; i++)
		text_list_add(&out, arena, items[i]);
	return out;
}

struct sample {
	int state, tlp, lang, product, score, cve;
};

static struct advisory_document make(const struct sample *s, struct arena *arena)
{
	static const char *const references[] = {"https://vendor.example/advisory?id=1&x=2"};
	struct advisory_document d = {.advisory = {.id = "0123456789abcdefghjkmnpqrs",
					  .ref = "ADV-2026-0042",
					  .title = "T",
					  .state = s->state,
					  .chance = ADVISORY_HIGH,
					  .damage = ADVISORY_MEDIUM,
					  .tlp = s->tlp,
					  .lang = "en",
					  .created = START,
					  .changed = START + 90000,
					  .note = "It was wrong.",
					  .products = list(products[s->product], 3, arena),
					  .cvss = list(scores[s->score], 2, arena),
					  .cves = list(cves[s->cve], 2, arena),
					  .references = list(references, 1, arena)}};
	bool out = s->state == ADVISORY_PUBLISHED || s->state == ADVISORY_WITHDRAWN ||
		   s->state == ADVISORY_UPDATING;
	int64_t n = s->state == ADVISORY_WITHDRAWN ? 2 : out;

	for (int l = 0; advisory_langs[l]; l++)
		vec_push(arena, &d.texts,
		    (struct advisory_text){.lang = advisory_langs[l],
			.title = "A \"title\" with < and æøå é",
			.summary = "What **it** is.\n\n- a\n- b",
			.remedy = s->product == 1 ? NULL : "Do this.",
			.details = s->product == 2 ? "More." : NULL,
			.detection = s->score ? "Look there." : NULL});
	for (int64_t i = 1; i <= n; i++)
		vec_push(arena, &d.revisions,
		    (struct advisory_revision){
			.number = i, .time = START + i * 60000, .summary = "What is new."});
	d.advisory.revision = n;
	d.advisory.published = n ? START + 60000 : 0;
	d.advisory.revised = n ? START + n * 60000 : 0;
	return d;
}

static int write_one(const char *folder, const struct sample *s, const char *name)
{
	const struct csaf_publisher by = {"HelseCERT \"test\"", "https://portal.varde.example",
	    s->cve ? "cert@varde.example" : NULL, "0.1.0"};
	const struct csaf_wish wish = {s->lang < 0 ? NULL : advisory_langs[s->lang],
	    s->state != ADVISORY_PUBLISHED && s->state != ADVISORY_WITHDRAWN};
	struct arena *arena = arena_new();
	struct advisory_document d = make(s, arena);
	STR_AUTO(out, CSAF_MAX);
	struct msg msg = {0};
	const char *path = arena_printf(arena, "%s/%s.json", folder, name);
	int r = csaf_write(&d, &by, &wish, arena, &out);

	if (r == 0)
		r = file_write(path, str_bytes(&out), 0644, &msg);
	arena_free(arena);
	return r;
}

int main(int argc, char **argv)
{
	struct sample s;
	int n = 0;

	if (argc != 2)
		return 2;
	/* Languages, scores and CVEs in turn: each stands with each. */
	for (s.state = 0; s.state < ADVISORY_STATES; s.state++)
		for (s.tlp = TLP_CLEAR; s.tlp <= TLP_RED; s.tlp++)
			for (s.product = 0; s.product < (int)ARRAY_LEN(products); s.product++) {
				char name[80];

				s.lang = n % 4 - 1;
				s.score = (s.state + s.tlp + s.product) % 4;
				s.cve = (s.tlp + s.product + n / 7) % 3;
				(void)snprintf(name, sizeof(name), "%s-%s-%d-%d-%d-%d",
				    advisory_state_names[s.state], tlp_names[s.tlp], s.lang,
				    s.product, s.score, s.cve);
				if (write_one(argv[1], &s, name) < 0) {
					(void)fprintf(stderr, "%s cannot be written\n", name);
					return 1;
				}
				n++;
			}
	(void)printf("%d\n", n);
	return 0;
}
