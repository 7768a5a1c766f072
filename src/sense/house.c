#include "sense/house.h"

#include "base/log.h"
#include "base/parse.h"
#include "os/clock.h"
#include "os/file.h"
#include "rule/image.h"
#include "sense/health.h"

#include <fcntl.h>
#include <unistd.h>

enum { HEALTH_BYTES = 4096, NUMBER_BYTES = 64 };

/* The folder of eve.json; NULL: there is none. */
static const char *output_folder(const struct sensor_settings *s)
{
	const char *output = s->output ? s->output : s->spool ? NULL : ".";

	return output && strcmp(output, "-") != 0 ? output : NULL;
}

static int open_output(const struct sensor_settings *s, int *ret_fd, struct msg *msg)
{
	const char *folder = output_folder(s), *path;
	struct arena *arena;
	int fd, r = 0;

	if (!folder) {
		*ret_fd = s->output ? STDOUT_FILENO : -1;
		return 0;
	}
	arena = arena_new();
	path = arena_printf(arena, "%s/eve.json", folder);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (fd < 0)
		r = file_error("create", path, msg);
	else
		*ret_fd = fd;
	(void)arena_free(arena);
	return r;
}

/* The number in "current"; 0: none. */
static int64_t current_pack(const char *packs, struct arena *arena)
{
	STR_AUTO(text, NUMBER_BYTES);
	struct msg msg = {0};
	int64_t n = 0;

	if (!packs || file_read(arena_printf(arena, "%s/current", packs), &text, &msg) < 0 ||
	    parse_int(span_trim(str_bytes(&text)), 1, INT64_MAX, &n) < 0)
		return 0;
	return n;
}

static int start_keeper(struct house *h, int64_t pack, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;
	struct keeper_settings k = {.spool = s->spool,
	    .spool_max = s->spool_max,
	    .packs = s->packs,
	    .pack = pack,
	    .output = s->file ? NULL : output_folder(s),
	    .user = s->user,
	    .sandbox = s->sandbox};

	return k.spool || k.packs || k.output ? keeper_start(&k, &h->keeper, msg) : 0;
}

static void refuse_pack(struct house *h, int64_t number, const struct msg *why)
{
	swap_refuse(&h->swap, number, why);
	log_line(LOG_WARNING, "rules stay as they are: %s", h->swap.why);
}

/* Who runs it sees in the log which rules hold, also those that it began with. */
static void tell_pack(const struct house *h)
{
	log_line(LOG_INFO, "pack=%lld", (long long)h->swap.number);
}

/* The pack to begin with. A file that a person has named must load. */
static int open_rules(struct house *h, int64_t pack, struct arena *arena, struct msg *msg)
{
	const struct sensor_settings *s = h->settings;
	struct rule_image *image = NULL;
	struct msg why = {0};
	int r = 0;

	if (s->rules)
		r = rule_image_open(s->rules, &image, msg);
	if (r < 0)
		return r;
	swap_init(&h->swap, image, 0, 0);
	if (!pack || s->rules)
		return 0;
	r = rule_image_open(
	    arena_printf(arena, "%s/%lld.pack", s->packs, (long long)pack), &image, &why);
	if (r < 0)
		refuse_pack(h, pack, &why);
	else {
		swap_init(&h->swap, image, pack, 0);
		tell_pack(h);
	}
	return 0;
}

/* Files are opened after the keeper has begun: it holds none of them. */
static int open_all(struct house *h, struct msg *msg)
{
	const char *folder = output_folder(h->settings);
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t pack = current_pack(h->settings->packs, arena);
	int r = folder ? file_make_folder(folder, 0755, msg) : 0;

	if (r == 0)
		r = start_keeper(h, h->settings->rules ? 0 : pack, msg);
	if (r == 0)
		r = open_rules(h, pack, arena, msg);
	if (r == 0)
		r = open_output(h->settings, &h->fd, msg);
	if (r < 0)
		return r;
	h->memory = health_memory_open();
	h->out = eve_out_new(h->fd);
	if (h->keeper)
		eve_out_also(h->out, keeper_lines(h->keeper));
	return 0;
}

int house_new(const struct sensor_settings *settings, struct house **ret, struct msg *msg)
{
	struct house *h = mem_alloc(sizeof(*h));

	memset(h, 0, sizeof(*h));
	h->settings = settings;
	h->fd = h->memory = -1;
	*ret = h;
	return open_all(h, msg);
}

struct house *house_free(struct house *h)
{
	struct msg why = {0};

	if (!h)
		return NULL;
	(void)!house_end(h, &why);
	(void)eve_out_free(h->out);
	swap_done(&h->swap);
	if (h->fd > STDERR_FILENO)
		(void)close(h->fd);
	if (h->memory >= 0)
		(void)close(h->memory);
	return mem_free(h);
}

void house_health(struct house *h, const struct stats *stats)
{
	struct health health = {.time = clock_system.wall(clock_system.arg),
	    .stats = stats,
	    .kept = h->kept,
	    .memory = health_memory(h->memory),
	    .pack = h->swap.number,
	    .pack_error = h->swap.why,
	    .output_error = h->output_error};
	STR_AUTO(text, HEALTH_BYTES);

	if (!h->keeper || !h->settings->spool)
		return;
	health_put(&health, &text);
	if (str_ok(&text) == 0)
		keeper_health(h->keeper, str_bytes(&text));
}

/* Takes over a descriptor, and closes the one that is not needed any more. */
static void take_output(struct house *h, int fd)
{
	int old = fd;

	if (h->fd >= 0) {
		old = eve_out_exchange(h->out, fd);
		h->fd = fd;
	}
	(void)close(old);
	h->output_error[0] = '\0';
}

/* The old file goes on, and nobody would know that the new one is missing. */
static void tell_output(struct house *h, const struct msg *why)
{
	(void)snprintf(
	    h->output_error, sizeof(h->output_error), "%.100s: %.80s", why->what, why->detail);
	log_line(LOG_WARNING,
	    "eve.json is not opened anew, events still go to the old file: %s",
	    h->output_error);
}

static void take_pack(struct house *h, const struct keeper_word *word)
{
	struct msg msg = {0};

	if (swap_begin(&h->swap, word->fd, word->number, &msg) < 0)
		log_line(LOG_WARNING, "rules stay as they are: %s", h->swap.why);
	(void)close(word->fd);
}

static void obey(struct house *h, const struct keeper_word *word)
{
	switch (word->kind) {
	case KEEPER_PACK:
		if (word->fd >= 0)
			take_pack(h, word);
		break;
	case KEEPER_NO_PACK:
		refuse_pack(h, word->number, &word->msg);
		break;
	case KEEPER_OUTPUT:
		if (word->fd >= 0)
			take_output(h, word->fd);
		break;
	case KEEPER_NO_OUTPUT:
		tell_output(h, &word->msg);
		break;
	case KEEPER_COUNT:
		h->kept = word->count;
		break;
	case KEEPER_READY:
	case KEEPER_FAILED:
	case KEEPER_END:
		break;
	}
}

void house_ask(struct house *h)
{
	if (h->keeper)
		keeper_ask(h->keeper);
}

bool house_step(struct house *h)
{
	struct keeper_word word = {0};
	int64_t before = h->swap.number;
	int r = 0;

	if (swap_step(&h->swap)) {
		if (h->swap.number != before)
			tell_pack(h);
		else
			log_line(LOG_WARNING, "rules stay as they are: %s", h->swap.why);
	}
	/* While one pack is being taken, the next one waits its turn. */
	while (h->keeper && !h->swap.other && (r = keeper_take(h->keeper, &word)) == 1)
		obey(h, &word);
	return r != ERR_CLOSED;
}

int house_end(struct house *h, struct msg *msg)
{
	int r = h->keeper ? keeper_end(h->keeper, &h->kept) : 0;

	h->keeper = NULL;
	if (r == ERR_CLOSED) {
		msg_what(msg, "the keeper of the spool has ended");
		msg_hint(msg, "what it had not made safe is lost; start the sensor again");
	} else if (r < 0 || h->kept.refused) {
		msg_what(msg, "events could not be kept in the spool");
		msg_detail(msg, "%llu were refused", (unsigned long long)h->kept.refused);
		msg_hint(msg, "make room on the spool's disk");
		r = ERR_FULL;
	}
	return r;
}
