#include "desk/id.h"

#include "base/time.h"
#include "store/desk.h"

#include <sys/random.h>

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

const char *id_new(char *to)
{
	unsigned char b[16];
	unsigned acc = 0, bits = 2; /* 130 bits in 26 digits: two zeros stand first */
	size_t n = 0;

	if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		abort();
	for (size_t i = 0; i < sizeof(b); i++) {
		acc = (acc << 8 | b[i]) & 0xfff;
		for (bits += 8; bits >= 5; bits -= 5)
			to[n++] = digits[acc >> (bits - 5) & 31];
	}
	to[n] = '\0';
	return to;
}

const char *id_make(struct arena *arena)
{
	return id_new(ARENA_ARRAY(arena, ID_TEXT, char));
}

bool id_valid(const char *text)
{
	return text && strlen(text) == ID_TEXT - 1 && strspn(text, digits) == ID_TEXT - 1 &&
	       text[0] < '8';
}

/* One row a prefix and year counts; the update locks it until the transaction ends. */
int ref_next(
    struct db *db, const char *prefix, int64_t now, struct arena *arena, const char **ret)
{
	int year = time_split(now).year;
	const char *name = arena_printf(arena, "counter.%s.%d", prefix, year);
	int64_t n = 0;
	int r = desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ($1, '1') ON CONFLICT (\"name\")"
	    " DO UPDATE SET \"value\" = CAST(CAST(setting.\"value\" AS @int) + 1 AS TEXT)",
	    DESK_PARAMS(DESK_TEXT(name)), NULL);

	if (r == 0)
		r = desk_number(db,
		    "SELECT CAST(\"value\" AS @int) FROM setting WHERE \"name\" = $1",
		    DESK_PARAMS(DESK_TEXT(name)), &n);
	if (r == 0)
		*ret = arena_printf(arena, "%s-%d-%04lld", prefix, year, (long long)n);
	return r;
}
