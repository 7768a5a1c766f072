#include "codec/json.h"
#include "desk/id.h"
#include "desk/log.h"
#include "desk/news_impl.h"
#include "os/clock.h"
#include "os/file.h"
#include "store/desk.h"

#include <sys/stat.h>
#include <unistd.h>

enum { ORGS = 50 /* looked up at a time */ };

struct news {
	const struct pack *kb;
	struct arena *arena;
	const char *path, *evaluated, *evaluating; /* NULL: what is built in */
	/* Of the pass that was worked on last: */
	char base[65], digest[65];
	struct knowledge_pack room_was, room_now; /* mapped; empty: what is built in */
	struct watch *watch;
	struct banner_set *banners;
	const struct knowledge_pack *now;
	bool all;
};

/* A pack that may be looked at. */
struct found {
	bool there;
	char digest[65];
	int64_t taken; /* ms since 1970; 0: it is built in */
};

struct news *news_open(const struct pack *kb, const char *path)
{
	struct news *n = mem_alloc(sizeof(*n));

	*n = (struct news){.kb = kb, .arena = arena_new()};
	if (path) {
		n->path = arena_strdup(n->arena, path);
		n->evaluated = arena_printf(n->arena, "%s.evaluated", path);
		n->evaluating = arena_printf(n->arena, "%s.evaluating", path);
	}
	return n;
}

/* Lets go of the packs. */
static void forget(struct news *n)
{
	n->watch = watch_free(n->watch);
	n->banners = banner_free(n->banners);
	knowledge_close(&n->room_was);
	knowledge_close(&n->room_now);
	n->now = NULL;
	n->base[0] = n->digest[0] = '\0';
}

struct news *news_close(struct news *n)
{
	if (!n)
		return NULL;
	forget(n);
	arena_free(n->arena);
	return mem_free(n);
}

/* --- packs --- */

static void digest_text(const struct knowledge_pack *k, char to[65])
{
	struct span digest = knowledge_digest(k);

	memset(to, 0, 65);
	if (digest.n == 64)
		memcpy(to, digest.p, 64);
}

static bool is_pack(const struct knowledge_pack *k, const char *digest)
{
	char own[65];

	digest_text(k, own);
	return digest && strcmp(own, digest) == 0;
}

/* What stands at the path; not there when it is missing or not whole. */
static void look_at(const char *path, struct found *ret)
{
	struct knowledge_pack k = {0};
	struct stat st;

	*ret = (struct found){0};
	if (!path || stat(path, &st) < 0 || knowledge_open(path, &k, NULL) < 0)
		return;
	ret->there = true;
	ret->taken = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
	digest_text(&k, ret->digest);
	knowledge_close(&k);
}

/* The pack of now: the file; what is built in when there is none (and none was there before,
 * by *last: a file that is gone for a while withdraws nothing). */
static void current(const struct news *n, const struct news_pass *last, struct found *ret)
{
	look_at(n->path, ret);
	if (ret->there || (last && last->taken) || (n->path && access(n->path, F_OK) == 0))
		return;
	ret->there = true;
	digest_text(knowledge_builtin(), ret->digest);
}

/* Opens the pack of that digest wherever it is; NULL: it is not here. */
static const struct knowledge_pack *find(
    const struct news *n, const char *digest, struct knowledge_pack *room)
{
	const char *const places[] = {n->path, n->evaluating, n->evaluated};

	if (is_pack(knowledge_builtin(), digest))
		return knowledge_builtin();
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		if (!places[i] || knowledge_open(places[i], room, NULL) < 0)
			continue;
		if (is_pack(room, digest))
			return room;
		knowledge_close(room);
	}
	return NULL;
}

/* Gives the pack another name, atomically: whatever has it is let go. */
static int keep(struct news *n, struct db *db, const char *name)
{
	const char *fresh;
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct msg msg = {0};
	int r = 0;

	if (!n->path)
		return 0;
	fresh = arena_printf(arena, "%s.new", name);
	(void)unlink(fresh);
	if (link(n->path, fresh) < 0)
		r = file_error("create", fresh, &msg);
	else if (rename(fresh, name) < 0)
		r = file_error("write", name, &msg);
	(void)unlink(fresh); /* still there when both were one file already */
	return r < 0 ? db_refuse(db, r, &msg) : 0;
}

/* What was looked at last is the pack of now: it keeps its other name when it has not. */
static int keep_evaluated(struct news *n, struct db *db, const struct found *now)
{
	struct found kept;

	if (!now->taken)
		return 0;
	look_at(n->evaluated, &kept);
	if (!kept.there || strcmp(kept.digest, now->digest) != 0)
		return keep(n, db, n->evaluated);
	return 0;
}

/* --- passes --- */

int news_last(struct db *db, struct arena *arena, struct news_pass *ret)
{
	return desk_find(
	    db, &news_pass_type, "ORDER BY \"seq\" DESC LIMIT 1", NULL, 0, arena, ret);
}

static int log_pass(struct db *db, const struct news_pass *pass, const char *action)
{
	STR_AUTO(detail, 1024);
	struct json_writer w;

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_text(&w, "pack", pass->digest);
	json_member_int(&w, "changes", pass->changes);
	json_member_int(&w, "organisations", pass->orgs);
	json_member_int(&w, "events", pass->events);
	json_write_object_end(&w);
	return log_append(
	    db, NULL, action, NULL, pass->id, NULL, str_text(&detail), pass->moved);
}

static int insert(struct db *db, struct news_pass *pass)
{
	int64_t there = 0;
	int r = desk_number(db, "SELECT count(*) FROM knowledge_pass WHERE \"seq\" = $1",
	    DESK_PARAMS(DESK_INT(pass->seq)), &there);

	if (r == 0 && there)
		return ERR_BUSY;
	return r == 0 ? desk_insert(db, &news_pass_type, pass) : r;
}

/* A server that was killed right after a pass has not given its pack the other name: it is
 * about to lose the one it has. */
static void rescue(const struct news *n, const struct news_pass *last)
{
	struct found kept;

	look_at(n->evaluating, &kept);
	if (kept.there && strcmp(kept.digest, last->digest) == 0)
		(void)rename(n->evaluating, n->evaluated);
}

/* A new pass; the first of all compares nothing and has ended. */
static int begin(struct news *n, struct db *db, const struct news_pass *last,
    const struct found *now, int64_t time, struct arena *arena)
{
	struct news_pass pass = {.id = id_make(arena),
	    .seq = last ? last->seq + 1 : 1,
	    .base = last ? last->digest : NULL,
	    .digest = now->digest,
	    .taken = now->taken,
	    .began = time,
	    .moved = time,
	    .ended = last ? 0 : time,
	    .reached = ""};
	struct found kept = *now;
	int r = 0;

	if (last)
		rescue(n, last);
	if (now->taken) {
		r = keep(n, db, last ? n->evaluating : n->evaluated);
		look_at(last ? n->evaluating : n->evaluated, &kept);
	}
	/* It was replaced meanwhile: the next step takes that one. */
	if (r < 0 || strcmp(kept.digest, now->digest) != 0)
		return r;
	r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, insert(db, &pass));
	return r == ERR_BUSY || r == ERR_EXISTS ? 0 : r;
}

/* Nobody can go on with it: all is looked at by the pack of now. */
static int begin_anew(struct news *n, struct db *db, const struct news_pass *last,
    const struct found *now, int64_t time)
{
	struct news_pass pass = *last;
	int r = now->taken ? keep(n, db, n->evaluating) : 0;

	pass.base = NULL;
	pass.digest = now->digest;
	pass.taken = now->taken;
	pass.reached = "";
	pass.moved = time;
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, desk_update(db, &news_pass_type, &pass));
	return r == ERR_BUSY ? 0 : r;
}

static int save(struct news_look *look, struct news_pass *pass, const char *log)
{
	int r = db_begin(look->db, DB_WRITE);

	if (r < 0)
		return r;
	pass->moved = look->time;
	r = desk_update(look->db, &news_pass_type, pass);
	if (r == 0 && log)
		r = log_pass(look->db, pass, log);
	return db_end(look->db, r);
}

static int finish(struct news *n, struct news_look *look, struct news_pass *pass)
{
	int r;

	pass->ended = look->time;
	r = save(look, pass, "knowledge.evaluated");
	if (r < 0)
		return r;
	if (pass->taken && n->path) {
		(void)rename(n->evaluating, n->evaluated);
		(void)unlink(n->evaluating); /* still there when both were one file already */
	}
	forget(n);
	return r;
}

/* Opens the packs of the pass, or finds them open. False: they are not here. */
static bool prepare(struct news *n, const struct news_pass *pass)
{
	const struct knowledge_pack *was;

	if (n->now && strcmp(n->digest, pass->digest) == 0 && n->all == !pass->base &&
	    (n->all || strcmp(n->base, pass->base) == 0))
		return true;
	forget(n);
	n->all = !pass->base;
	was = n->all ? knowledge_builtin() : find(n, pass->base, &n->room_was);
	n->now = was ? find(n, pass->digest, &n->room_now) : NULL;
	if (!n->now) {
		forget(n);
		return false;
	}
	digest_text(was, n->base);
	digest_text(n->now, n->digest);
	n->watch = watch_new(was, n->now);
	n->banners = banner_new(n->now);
	return true;
}

/* The organisations one by one, until the time is over or a pass ends. */
static int go_on(struct news *n, struct news_look *look, int64_t ms, struct arena *arena,
    struct news_done *done)
{
	int64_t until = clock_system.mono(NULL) + ms;
	struct news_pass *pass = look->pass;
	struct text_list orgs = {0};
	bool unsaved = false, touched;
	int r = 0;

	pass->changes = (int64_t)watch_changes(look->watch);
	if (pass->changes || look->all)
		r = latest_orgs(
		    look->db, pass->reached ? pass->reached : "", ORGS, arena, &orgs);
	for (size_t i = 0; r == 0 && i < orgs.n; i++) {
		r = news_org(look, orgs.items[i], &touched, done);
		if (r < 0)
			break;
		unsaved = !touched;
		if (!touched) {
			pass->reached = orgs.items[i];
			pass->orgs++;
			done->orgs++;
		}
		if (clock_system.mono(NULL) >= until)
			return unsaved ? save(look, pass, NULL) : 0;
	}
	if (r == 0 && orgs.n < ORGS) {
		r = finish(n, look, pass);
		done->ended = r == 0;
	} else if (r == 0 && unsaved) {
		r = save(look, pass, NULL);
	}
	return r;
}

int news_step(struct news *n, struct db *db, int64_t now, int64_t ms, struct news_done *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct news_done done = {0};
	struct news_pass pass;
	struct found found;
	int r = news_last(db, arena, &pass);
	bool none = r == ERR_NOTFOUND;

	if (r < 0 && !none)
		return r;
	current(n, none ? NULL : &pass, &found);
	if (none || pass.ended) {
		*ret = done;
		if (!found.there)
			return 0;
		if (!none && strcmp(pass.digest, found.digest) == 0)
			return keep_evaluated(n, db, &found);
		/* On a machine that has not the newest pack, another does it. */
		if (!none && found.taken && found.taken < pass.taken)
			return 0;
		r = begin(n, db, none ? NULL : &pass, &found, now, arena);
		ret->began = r == 0;
		return r;
	}
	if (prepare(n, &pass)) {
		struct news_look look = {
		    db, n->kb, n->now, n->watch, n->banners, n->all, &pass, now};

		r = go_on(n, &look, ms, arena, &done);
	} else {
		r = found.there && now > pass.moved + NEWS_STUCK_MS
			? begin_anew(n, db, &pass, &found, now)
			: 0;
	}
	*ret = done;
	/* Another server, a run or a person was faster: the next step goes on from there. */
	return r == ERR_BUSY ? 0 : r;
}
