#include "cmd/sensor.h"

#include "auth/sign.h"
#include "cmd/serve.h"
#include "cmd/serve_schedule.h"
#include "desk/sensor.h"
#include "desk/sensor_pack.h"
#include "os/clock.h"
#include "os/file.h"
#include "pack/mapped.h"

enum { PEM_MAX = 1 << 16 };

#define O_SENSOR(nm, m, ty, arg, doc)                                     \
	{                                                                 \
		nm, ty, offsetof(struct sensor_values, m), arg, doc, NULL \
	}

const struct option_row sensor_options[] = {
    O_SENSOR("config", config, OPTION_TEXT, "FILE", "the settings (" CONFIG_FILE ")"),
    O_SENSOR("set", set, OPTION_LIST, "NAME=VALUE", "a setting, over the file's (repeatable)"),
    O_SENSOR("org", org, OPTION_TEXT, "ID", "add: in whose network it stands (the sector's)"),
    O_SENSOR("note", note, OPTION_TEXT, "TEXT", "add: where it stands; pack: what is in it"),
    O_SENSOR(
	"server", server, OPTION_TEXT, "URL", "ship: the listener: https://cert.example:8444"),
    O_SENSOR("cert", cert, OPTION_TEXT, "FILE", "ship: our certificate, PEM"),
    O_SENSOR("key", key, OPTION_TEXT, "FILE", "ship: its key, PEM"),
    O_SENSOR("ca", ca, OPTION_TEXT, "FILE", "ship: the authority of the server's certificate"),
    O_SENSOR("spool", spool, OPTION_TEXT, "FOLDER",
	"ship: what the sensor has seen (/var/lib/varde-sensor/spool)"),
    O_SENSOR("spool-max", spool_max, OPTION_NUMBER, "BYTES",
	"ship: how much may wait there (1 GiB)"),
    O_SENSOR("packs", packs, OPTION_TEXT, "FOLDER",
	"ship: where packs of rules go (none are fetched)"),
    O_SENSOR("pack-key", pack_key, OPTION_TEXT, "NAME",
	"ship: the key that signs packs, as varde sensor pack prints it"),
    O_SENSOR("health", health, OPTION_TEXT, "FILE",
	"ship: what the sensor says of itself, JSON (health.json in the spool)"),
    O_SENSOR("once", once, OPTION_FLAG, NULL, "ship: end when the spool is empty"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const struct actor shell = {.name = "varde sensor"};

static int usage(struct msg *msg)
{
	msg_what(msg, "what to do with sensors is not told");
	msg_hint(msg, "varde sensor add NAME CERT.pem | remove NAME | list | pack FILE | ship");
	return ERR_SYNTAX;
}

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

static int add(struct db *db, const struct sensor_values *o, const struct text_list *args,
    struct arena *arena, struct msg *msg)
{
	STR_AUTO(pem, PEM_MAX);
	int r = file_read(args->items[2], &pem, msg);

	if (r < 0)
		return r;
	r = sensor_add(
	    db, &shell, args->items[1], str_bytes(&pem), o->org, o->note, now(), arena, NULL);
	if (r < 0)
		*msg = *db_msg(db);
	return r;
}

static int take_away(
    struct db *db, const struct text_list *args, struct arena *arena, struct msg *msg)
{
	int r = sensor_remove(db, &shell, args->items[1], now(), arena);

	if (r < 0)
		*msg = *db_msg(db);
	return r;
}

static int list(struct db *db, struct arena *arena, struct msg *msg)
{
	struct desk_records found = {0};
	int r = desk_list(db, &sensor_type,
	    "WHERE \"removed\" = 0 ORDER BY \"name\" LIMIT 10000", NULL, 0, arena, &found);

	if (r < 0)
		*msg = *db_msg(db);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct sensor *s = found.all.items[i];
		unsigned bits = sensor_alarms(s, 0, now());
		const char *alarm;

		(void)printf("%s told=%lld packets=%lld drops=%lld pack=%lld", s->name,
		    (long long)s->told, (long long)s->packets, (long long)s->drops,
		    (long long)s->pack);
		while ((alarm = sensor_alarm_next(&bits)))
			(void)printf(" %s", alarm);
		(void)puts("");
	}
	return r;
}

static int publish(struct db *db, const struct settings *settings,
    const struct sensor_values *o, const struct text_list *args, struct arena *arena,
    struct msg *msg)
{
	struct sensor_pack p;
	struct sign_key key;
	struct span bytes;
	int r = sign_open(
	    arena_printf(arena, "%s/" SERVE_SCHEDULE_KEY, settings->data), true, &key, msg);

	if (r < 0)
		return r;
	r = mapped_open(args->items[1], &bytes, msg);
	if (r == 0) {
		r = sensor_pack_publish(db, &shell, &key, bytes, o->note, now(), arena, &p);
		if (r < 0)
			*msg = *db_msg(db);
		else
			(void)printf("pack %lld, %lld bytes, key %s\n", (long long)p.number,
			    (long long)p.bytes, p.key);
		mapped_close(bytes);
	}
	sign_forget(&key);
	return r;
}

static int with_db(const struct sensor_values *o, const struct text_list *args,
    struct arena *arena, struct msg *msg)
{
	const struct server_options server = {.config = o->config, .set = o->set};
	struct db *db CLEANUP(db_closep) = NULL;
	const char *verb = args->items[0];
	struct settings settings;
	int r = server_settings(&server, arena, &settings, msg);

	if (r == 0)
		r = db_open(settings.db, 0, msg, &db);
	if (r < 0)
		return r;
	if (strcmp(verb, "add") == 0 && args->n == 3)
		return add(db, o, args, arena, msg);
	if (strcmp(verb, "remove") == 0 && args->n == 2)
		return take_away(db, args, arena, msg);
	if (strcmp(verb, "list") == 0 && args->n == 1)
		return list(db, arena, msg);
	if (strcmp(verb, "pack") == 0 && args->n == 2)
		return publish(db, &settings, o, args, arena, msg);
	return usage(msg);
}

int cmd_sensor(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct sensor_values o = {
	    .spool = "/var/lib/varde-sensor/spool", .spool_max = INT64_C(1) << 30};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("sensor", argc, argv, &o, &args, arena, &msg);

	if (r == 0 && !args.n)
		r = usage(&msg);
	if (r == 0 && strcmp(args.items[0], "ship") == 0)
		r = sensor_ship(&o, arena, &msg);
	else if (r == 0)
		r = with_db(&o, &args, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
