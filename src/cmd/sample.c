#include "cmd/sample.h"

#include "auth/password.h"
#include "auth/secret.h"
#include "base/log.h"
#include "cmd/serve.h"
#include "codec/sha256.h"
#include "desk/authorise.h"
#include "desk/org.h"
#include "desk/people.h"
#include "desk/proof.h"
#include "os/clock.h"

enum { YEAR_MS_DAYS = 300 };

#define O_SAMPLE(nm, ty, m, arg, doc)                                      \
	{                                                                  \
		nm, ty, offsetof(struct server_options, m), arg, doc, NULL \
	}

const struct option_row sample_options[] = {
    O_SAMPLE("config", OPTION_TEXT, config, "FILE", "the settings (" CONFIG_FILE ")"),
    O_SAMPLE("set", OPTION_LIST, set, "NAME=VALUE", "a setting, over the file's (repeatable)"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const struct sample_org {
	const char *name, *abbreviation;
	int type;
	int parent;            /* row; -1 for none */
	const char *perimeter; /* lines; NULL for none */
	int64_t beds;
} orgs[] = {
    {"GHT Sainte-Anne", "GHT SA", ORG_GROUP, -1, NULL, 0},
    {"CHU Sainte-Anne", "CHU SA", ORG_HOSPITAL, 0, "chu-sainte-anne.test\n127.20.0.0/28\n",
	1150},
    {"Clinique Sainte-Anne", "Clinique", ORG_HOSPITAL, 0, "clinique-sainte-anne.test\n", 210},
    {"EHPAD Les Tilleuls", "Tilleuls", ORG_SMALL, 0, NULL, 84},
    {"Sykehuset Nordlys", "Nordlys", ORG_HOSPITAL, -1, NULL, 420},
};

static const struct sample_person {
	const char *name, *mail, *lang, *function;
	int role, org; /* row; -1: the CERT */
} people[] = {
    {"Ingrid Moreau", "ingrid.moreau@ght-sainte-anne.test", "fr", "ciso", ROLE_GROUP_OFFICER,
	0},
    {"Paul Lefevre", "paul.lefevre@chu-sainte-anne.test", "fr", "ciso", ROLE_OFFICER, 1},
    {"Aicha Benali", "aicha.benali@chu-sainte-anne.test", "fr", "it-ops", ROLE_TECHNICIAN, 1},
    {"Jean Martin", "jean.martin@chu-sainte-anne.test", "fr", "legal-rep", ROLE_LEGAL, 1},
    {"Claire Duval", "claire.duval@chu-sainte-anne.test", "fr", NULL, ROLE_MANAGEMENT, 1},
    {"Louis Petit", "louis.petit@clinique-sainte-anne.test", "fr", "on-call", ROLE_OFFICER, 2},
    {"Marie Roux", "marie.roux@clinique-sainte-anne.test", "fr", "legal-rep", ROLE_LEGAL, 2},
    {"Nils Haugen", "nils.haugen@nordlys.test", "nb", "ciso", ROLE_OFFICER, 4},
    {"Anna Berg", "anna.berg@cert.test", "en", NULL, ROLE_ANALYST, -1},
    {"Ole Hansen", "ole.hansen@cert.test", "nb", NULL, ROLE_COORDINATOR, -1},
    {"Lars Vik", "lars.vik@cert.test", "nb", NULL, ROLE_PENTESTER, -1},
    {"Tina Sand", "tina.sand@cert.test", "en", NULL, ROLE_PENTESTER, -1},
    {"Kari Nilsen", "kari.nilsen@cert.test", "nb", NULL, ROLE_OPERATOR, -1},
    {"Tom Ek", "tom.ek@cert.test", "en", NULL, ROLE_ADMINISTRATOR, -1},
    {"Eva Lund", "eva.lund@cert.test", "en", NULL, ROLE_AUDITOR, -1},
};

struct sample {
	struct db *db;
	struct arena *arena;
	int64_t now;
	char password[SECRET_TEXT];
	char stored[PASSWORD_STORED];
	struct org orgs[ARRAY_LEN(orgs)];
	struct person people[ARRAY_LEN(people)];
};

static const struct actor house = {.name = "varde sample"};

static int add_orgs(struct sample *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(orgs); i++) {
		const struct sample_org *from = &orgs[i];

		s->orgs[i] = (struct org){.name = from->name,
		    .abbreviation = from->abbreviation,
		    .type = from->type,
		    .parent = from->parent < 0 ? NULL : s->orgs[from->parent].id,
		    .state = ORG_ACTIVE,
		    .criticality = from->type == ORG_GROUP ? 1 : 2,
		    .beds = from->beds,
		    .lang = i < 4 ? "fr" : "nb",
		    .zone = 60,
		    .emergency = "+33 1 99 00 00 00",
		    .joined = s->now};
		r = org_add(s->db, &house, &s->orgs[i], s->now, s->arena);
	}
	return r;
}

static int add_people(struct sample *s)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(people); i++) {
		const struct sample_person *from = &people[i];
		struct membership role = {.role = from->role};

		s->people[i] = (struct person){.name = from->name,
		    .mail = from->mail,
		    .mail_confirmed = s->now,
		    .lang = from->lang,
		    .state = PERSON_ACTIVE,
		    .password = s->stored};
		r = people_add(s->db, &house, &s->people[i], s->now, s->arena);
		role.person = s->people[i].id;
		role.org = from->org < 0 ? NULL : s->orgs[from->org].id;
		role.confirmed = s->now;
		if (from->function)
			text_list_add(&role.functions, s->arena, from->function);
		if (r == 0)
			r = people_enter(s->db, &house, &role, s->now, s->arena);
	}
	return r;
}

static const struct person *somebody(const struct sample *s, int role, int org)
{
	for (size_t i = 0; i < ARRAY_LEN(people); i++)
		if (people[i].role == role && people[i].org == org)
			return &s->people[i];
	return &s->people[0]; /* the table has one of each */
}

static struct actor acting(const struct person *person)
{
	return (struct actor){
	    .person = person->id, .name = person->name, .token = "varde sample"};
}

/* Declared by its officer, attested by the CERT. */
static int add_perimeter(struct sample *s, int at)
{
	static const struct item_rules rules = {.loopback = true};
	struct actor officer = acting(somebody(s, ROLE_OFFICER, at));
	struct actor cert = acting(somebody(s, ROLE_COORDINATOR, -1));
	struct item_lines lines = {0};
	struct item_counts counts;
	int r = item_parse_list(span_str(orgs[at].perimeter), &rules, s->arena, &lines);

	if (r == 0)
		r = item_declare(s->db, &officer, s->orgs[at].id, &lines, ITEM_FROM_DECLARED,
		    s->arena, s->now, &counts);
	vec_foreach (line, &lines.all)
		if (r == 0)
			r = proof_attest(s->db, &cert, line->id,
			    "sample hospital on this machine", s->arena, s->now);
	return r;
}

static int sign(struct sample *s, int at)
{
	struct actor legal = acting(somebody(s, ROLE_LEGAL, at));
	struct authorise_ask ask = {.org = s->orgs[at].id,
	    .profile = PROFILE_FULL,
	    .emergency = "+33 1 99 00 00 00",
	    .function = "Directeur général",
	    .since = s->now,
	    .until = s->now + (int64_t)YEAR_MS_DAYS * 24 * 3600 * 1000,
	    .lang = "fr"};
	struct authorisation signed_one;
	const char *text;
	char hash[SHA256_HEX];
	int r = authorise_statement(s->db, &ask, legal.name, s->arena, s->now, &text);

	if (r == 0)
		r = authorise_sign(s->db, &legal, &ask, sha256_hex(span_str(text), hash),
		    s->arena, s->now, &signed_one);
	return r;
}

/* Organisations and people are entered all or nothing; what rests on them follows. */
static int fill(struct sample *s, struct msg *msg)
{
	int64_t there = 0;
	int r = desk_number(s->db, "SELECT count(*) FROM org", NULL, 0, &there);

	if (r == 0 && there) {
		msg_what(msg, "the database holds organisations already");
		msg_hint(
		    msg, "a sample goes into an empty database only: varde init makes one");
		return ERR_EXISTS;
	}
	if (r == 0)
		r = db_begin(s->db, DB_WRITE);
	if (r == 0) {
		r = add_orgs(s);
		if (r == 0)
			r = add_people(s);
		r = db_end(s->db, r);
	}
	for (int i = 0; i < (int)ARRAY_LEN(orgs); i++) {
		if (r == 0 && orgs[i].perimeter)
			r = add_perimeter(s, i);
		if (r == 0 && orgs[i].perimeter)
			r = sign(s, i);
	}
	if (r < 0)
		*msg = *db_msg(s->db);
	return r;
}

static void tell(const struct sample *s, const struct settings *settings)
{
	(void)printf(
	    "A sample group with its sites is in %s.\n\nSign in at %s, everybody with the "
	    "password  %s\n\n",
	    db_where(s->db), settings->url, s->password);
	for (size_t i = 0; i < ARRAY_LEN(people); i++)
		(void)printf("  %-40s %-14s %s\n", people[i].mail, role_names[people[i].role],
		    people[i].org < 0 ? "CERT" : orgs[people[i].org].name);
}

static int sample(const struct settings *settings, struct arena *arena, struct msg *msg)
{
	struct sample *s = ARENA_ARRAY(arena, 1, struct sample);
	struct db *db CLEANUP(db_closep) = NULL;
	int r = db_open(settings->db, 0, msg, &db);

	if (r < 0)
		return r;
	s->db = db;
	s->arena = arena;
	s->now = clock_system.wall(NULL);
	(void)secret_token(s->password);
	s->password[20] = '\0';
	r = password_hash(span_str(s->password), s->stored);
	if (r == 0)
		r = fill(s, msg);
	if (r == 0)
		tell(s, settings);
	return r;
}

int cmd_sample(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct server_options o = {0};
	struct settings settings;
	struct text_list rest = {0};
	struct msg msg = {0};
	int code = EXIT_DONE, r = options_parse("sample", argc, argv, &o, &rest, arena, &msg);

	if (r == 0)
		r = server_settings(&o, arena, &settings, &msg);
	if (r == 0)
		r = sample(&settings, arena, &msg);
	if (r < 0)
		code = options_fail(r, &msg);
	arena_free(arena);
	return code;
}
