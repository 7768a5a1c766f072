/*
 * The knowledge: publications to a pack, and the match, beside SQLite tables with the same
 * content. bench-kb PACK FILE...: prints NAME VALUE lines for bench/kb.sh.
 */
#include "pack/kb.h"
#include "codec/version.h"
#include "feed/feed.h"
#include "match/match.h"
#include "pack/knowledge_write.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

enum { PRODUCTS = 20000, OBSERVATIONS = 1000000, CHANGED = 1000, SAMPLE_EVERY = 4096 };

static int64_t most;       /* KiB of anonymous memory, the most that was seen */
static struct span source; /* the publication that is mapped */

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What this process has had of the processors: its threads together. On a machine that does
 * something else as well this says more than the clock. */
static double cpu(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A line of /proc/self/status, KiB. */
static int64_t status_of(const char *name)
{
	FILE *f = fopen("/proc/self/status", "re");
	size_t n = strlen(name);
	char line[256];
	int64_t kib = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, name, n) == 0 && line[n] == ':')
			kib = strtoll(line + n + 1, NULL, 10);
	if (f)
		(void)fclose(f);
	return kib;
}

/* What the program itself holds. The pages of the publication that were read are given back:
 * else all of it would count, although the system could drop it any time. */
static void look_at_memory(void)
{
	union {
		const uint8_t *p;
		void *map;
	} u = {.p = source.p};

	most = MAX(most, status_of("RssAnon"));
	if (source.n)
		(void)madvise(u.map, source.n, MADV_DONTNEED);
}

static int take(void *arg, const struct knowledge *k)
{
	static unsigned n;

	knowledge_write_add(arg, k);
	if (++n % SAMPLE_EVERY == 0)
		look_at_memory();
	return 0;
}

static int read_file(struct knowledge_writer *w, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;
	struct msg msg = {0};
	struct stat st;
	void *p;
	struct span bytes;
	const struct feed *feed;
	struct feed_read rd = {.origin = path, .emit = take, .arg = w};

	if (fd < 0 || fstat(fd, &st) < 0)
		return -1;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd);
	if (p == MAP_FAILED)
		return -1;
	bytes = span_of(p, (size_t)st.st_size);
	feed = feed_sniff(span_sub(bytes, 0, FEED_HEAD), strrchr(path, '/') + 1);
	if (!feed)
		return -1;
	rd.source = feed->name;
	source = bytes;
	r = feed->read(bytes, &rd, &msg);
	source = span_of(NULL, 0);
	if (r < 0)
		(void)fprintf(stderr, "%s: %s: %s\n", path, msg.what, msg.detail);
	(void)munmap(p, bytes.n);
	return r;
}

static int compile(const char *pack, char **files, int n)
{
	struct knowledge_writer *w = knowledge_write_new();
	struct msg msg = {0};
	double began = now(), used = cpu();
	int r = 0;

	knowledge_write_names(w, kb_builtin());
	for (int i = 0; i < n && r >= 0; i++)
		r = read_file(w, files[i]);
	if (r >= 0)
		r = knowledge_write_end(w, pack, &msg);
	look_at_memory();
	(void)printf("compile_s %.2f\ncompile_cpu_s %.2f\nmemory_mib %.1f\nrss_mib %.1f\n",
	    now() - began, cpu() - used, (double)most / 1024,
	    (double)status_of("VmHWM") / 1024);
	knowledge_write_free(w);
	return r;
}

/* Observed products: of every n-th product of the pack that has a version, one of them. */
static size_t observe(const struct knowledge_pack *k, struct match_product *to)
{
	uint32_t step = k->rows[KT_PRODUCTS] / PRODUCTS + 1;
	size_t n = 0;

	for (uint32_t i = 0; i < k->rows[KT_PRODUCTS] && n < PRODUCTS; i += step) {
		struct knowledge_product p;
		struct knowledge_criterion c;
		struct knowledge_version v;
		uint32_t at;

		if (!knowledge_product(k, i, &p) || p.exact >= p.rest)
			continue;
		at = p.exact + (p.rest - p.exact) / 2;
		if (!knowledge_criterion(k, at, &c) ||
		    !(knowledge_version(k, c.end, &v) || knowledge_version(k, c.version, &v)))
			continue;
		to[n++] = (struct match_product){
		    .vendor = p.vendor, .product = p.product, .version = v.text};
	}
	return n;
}

static int by_value(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return n ? values[n / 2] : 0;
}

static void match_each(
    const struct knowledge_pack *k, const struct match_product *products, size_t n)
{
	struct matcher *m = match_new(k);
	struct arena *arena = arena_new();
	double *took = arena_alloc(arena, n * sizeof(*took));
	struct arena *scratch = arena_new();
	size_t found = 0;

	for (int round = 0; round < 2; round++) {
		found = 0;
		for (size_t i = 0; i < n; i++) {
			double began = now();
			struct matches matches;

			arena_clear(scratch);
			match_find(m, &products[i], scratch, &matches);
			took[i] = (now() - began) * 1e6;
			found += matches.all.n;
		}
		if (round == 0)
			(void)printf("first_us %.2f\n", median(took, n));
	}
	(void)printf("match_us %.2f\nmatches %zu\n", median(took, n), found);
	(void)printf("match_p99_us %.2f\n", took[n * 99 / 100]);
	arena_free(scratch);
	arena_free(arena);
	match_free(m);
}

/* All observations, against what changed or (changed 0) against everything. */
static void evaluate(const struct knowledge_pack *k, const struct match_product *products,
    size_t n, size_t changed, const char *name)
{
	struct matcher *m = match_new(k);
	struct arena *scratch = arena_new();
	uint32_t *owners = arena_alloc(scratch, (changed + 1) * sizeof(*owners));
	struct arena *round = arena_new();
	size_t found = 0;
	double began = now(), used = cpu();

	/* Spread over all years: the newest thousand would have few products. */
	for (size_t i = 0; i < changed; i++)
		owners[i] = (uint32_t)(i * (k->rows[KT_VULNS] / (changed ? changed : 1)));
	if (changed)
		match_only(m, owners, changed);
	for (size_t i = 0; i < OBSERVATIONS; i++) {
		struct matches matches;

		if (i % 1000 == 0)
			arena_clear(round);
		match_find(m, &products[i % n], round, &matches);
		found += matches.all.n;
	}
	(void)printf("%s_s %.3f\n%s_cpu_s %.3f\n%s_found %zu\n", name, now() - began, name,
	    cpu() - used, name, found);
	arena_free(round);
	arena_free(scratch);
	match_free(m);
}

static void run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		(void)fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
		abort();
	}
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		(void)fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
		abort();
	}
	return s;
}

static const char *version_of(const struct knowledge_pack *k, uint32_t row)
{
	struct knowledge_version v;

	return knowledge_version(k, row, &v) ? v.text : NULL;
}

static void insert_node(
    const struct knowledge_pack *k, sqlite3_stmt *s, const struct knowledge_node *node)
{
	for (uint32_t i = 0; i < node->ncriteria; i++) {
		struct knowledge_criterion c;
		struct knowledge_product p;

		if (!knowledge_criterion(
			k, knowledge_number(k, KT_NODE_CRITERIA, node->criteria + i), &c) ||
		    !knowledge_product(k, c.product, &p))
			continue;
		(void)sqlite3_bind_text(s, 1, p.vendor, -1, SQLITE_STATIC);
		(void)sqlite3_bind_text(s, 2, p.product, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int(s, 3, c.range);
		(void)sqlite3_bind_text(s, 4, version_of(k, c.version), -1, SQLITE_STATIC);
		(void)sqlite3_bind_text(s, 5, version_of(k, c.end), -1, SQLITE_STATIC);
		(void)sqlite3_bind_int(s, 6, c.start_excluded | c.end_excluded << 1);
		(void)sqlite3_bind_int(s, 7, c.vulnerable);
		(void)sqlite3_bind_int64(s, 8, node->owner);
		(void)sqlite3_step(s);
		(void)sqlite3_reset(s);
	}
}

/* Opens them anew, as a program would that wants to ask; the first answer comes from the first
 * pages. */
static sqlite3 *open_tables(const char *path)
{
	double began = now();
	sqlite3 *db = NULL;
	sqlite3_stmt *s;
	struct stat st;

	if (sqlite3_open(path, &db) != SQLITE_OK || stat(path, &st) < 0)
		abort();
	run_sql(db, "PRAGMA mmap_size=1000000000; PRAGMA cache_size=-65536");
	s = prepare(db, "SELECT count(*) FROM criterion WHERE product='' AND vendor=''");
	(void)sqlite3_step(s);
	(void)sqlite3_finalize(s);
	(void)printf("sqlite_open_ms %.3f\nsqlite_mib %.1f\n", (now() - began) * 1e3,
	    (double)st.st_size / (1 << 20));
	return db;
}

static sqlite3 *fill_tables(const struct knowledge_pack *k, const char *path)
{
	double began = now();
	struct knowledge_node node;
	sqlite3 *db = NULL;
	sqlite3_stmt *s;

	(void)unlink(path);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		abort();
	run_sql(db,
	    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA mmap_size=1000000000;"
	    "PRAGMA cache_size=-65536; CREATE TABLE criterion(vendor TEXT, product TEXT,"
	    "range INT, version TEXT, upper TEXT, bounds INT, vulnerable INT, cve INT);"
	    "BEGIN");
	s = prepare(db, "INSERT INTO criterion VALUES(?,?,?,?,?,?,?,?)");
	for (uint32_t i = 0; knowledge_node(k, i, &node); i++)
		insert_node(k, s, &node);
	(void)sqlite3_finalize(s);
	run_sql(db,
	    "CREATE INDEX by_product ON criterion(product, vendor, range, version); COMMIT");
	(void)printf("sqlite_fill_s %.2f\n", now() - began);
	(void)sqlite3_close(db);
	return open_tables(path);
}

static bool inside(sqlite3_stmt *s, struct span version)
{
	const char *start = (const char *)sqlite3_column_text(s, 0);
	const char *end = (const char *)sqlite3_column_text(s, 1);
	int bounds = sqlite3_column_int(s, 2), r;

	if (start) {
		r = version_compare(VERSION_GENERIC, version, span_str(start));
		if (r < 0 || (r == 0 && (bounds & 1)))
			return false;
	}
	if (end) {
		r = version_compare(VERSION_GENERIC, version, span_str(end));
		if (r > 0 || (r == 0 && (bounds & 2)))
			return false;
	}
	return true;
}

/* What cve-bin-tool does: exact rows, then rows with bounds compared one by one; no trees. */
static size_t ask(sqlite3_stmt *exact, sqlite3_stmt *spans, const struct match_product *p)
{
	sqlite3_stmt *both[] = {exact, spans};
	size_t found = 0;

	for (size_t i = 0; i < 2; i++) {
		(void)sqlite3_bind_text(both[i], 1, p->product, -1, SQLITE_STATIC);
		(void)sqlite3_bind_text(both[i], 2, p->vendor, -1, SQLITE_STATIC);
	}
	(void)sqlite3_bind_text(exact, 3, p->version, -1, SQLITE_STATIC);
	while (sqlite3_step(exact) == SQLITE_ROW)
		found++;
	while (sqlite3_step(spans) == SQLITE_ROW)
		found += inside(spans, span_str(p->version));
	(void)sqlite3_reset(exact);
	(void)sqlite3_reset(spans);
	return found;
}

struct asked {
	sqlite3 *db;
	sqlite3_stmt *exact, *spans;
};

/* only: what each query ends with. */
static void prepare_both(struct asked *to, const char *only, struct arena *arena)
{
	to->exact = prepare(to->db,
	    arena_printf(arena,
		"SELECT cve FROM criterion WHERE product=? AND vendor=? AND range=2 AND "
		"version=? AND vulnerable=1 %s",
		only));
	to->spans = prepare(
	    to->db, arena_printf(arena,
			"SELECT version, upper, bounds, cve FROM criterion WHERE product=? AND "
			"vendor=? AND range=3 AND vulnerable=1 %s",
			only));
}

static void finalize_both(struct asked *a)
{
	(void)sqlite3_finalize(a->exact);
	(void)sqlite3_finalize(a->spans);
}

/* A tenth of the observations, times ten. */
static void evaluate_sqlite(
    const struct asked *a, const struct match_product *products, size_t n, const char *name)
{
	double began = now(), used = cpu();
	size_t found = 0;

	for (size_t i = 0; i < OBSERVATIONS / 10; i++)
		found += ask(a->exact, a->spans, &products[i % n]);
	(void)printf("sqlite_%s_s %.3f\nsqlite_%s_cpu_s %.3f\nsqlite_%s_found %zu\n", name,
	    (now() - began) * 10, name, (cpu() - used) * 10, name, found * 10);
}

/* The CVE that evaluate() calls changed, as rows. */
static void put_changed(const struct knowledge_pack *k, sqlite3 *db)
{
	sqlite3_stmt *s;

	run_sql(db, "CREATE TABLE changed(cve INTEGER PRIMARY KEY); BEGIN");
	s = prepare(db, "INSERT INTO changed VALUES(?)");
	for (size_t i = 0; i < CHANGED; i++) {
		(void)sqlite3_bind_int64(s, 1, (int64_t)(i * (k->rows[KT_VULNS] / CHANGED)));
		(void)sqlite3_step(s);
		(void)sqlite3_reset(s);
	}
	(void)sqlite3_finalize(s);
	run_sql(db, "COMMIT");
}

static void match_sqlite(const struct knowledge_pack *k, const char *pack,
    const struct match_product *products, size_t n)
{
	struct arena *arena = arena_new();
	struct asked a = {.db = fill_tables(k, arena_printf(arena, "%s.sqlite", pack))};
	double *took = arena_alloc(arena, n * sizeof(*took));
	size_t found = 0;

	prepare_both(&a, "", arena);
	for (int round = 0; round < 2; round++) {
		found = 0;
		for (size_t i = 0; i < n; i++) {
			double began = now();

			found += ask(a.exact, a.spans, &products[i]);
			took[i] = (now() - began) * 1e6;
		}
	}
	(void)printf("sqlite_us %.2f\nsqlite_found %zu\n", median(took, n), found);
	evaluate_sqlite(&a, products, n, "everything");
	finalize_both(&a);
	put_changed(k, a.db);
	prepare_both(&a, "AND cve IN (SELECT cve FROM changed)", arena);
	evaluate_sqlite(&a, products, n, "changed");
	finalize_both(&a);
	(void)sqlite3_close(a.db);
	arena_free(arena);
}

int main(int argc, char **argv)
{
	struct match_product *products;
	struct knowledge_pack k = {0};
	struct msg msg = {0};
	struct stat st;
	double began;
	size_t n;

	if (argc < 3 || compile(argv[1], argv + 2, argc - 2) < 0 || stat(argv[1], &st) < 0)
		return 1;
	began = now();
	if (knowledge_open(argv[1], &k, &msg) < 0)
		return 1;
	(void)printf("open_ms %.3f\npack_mib %.1f\n", (now() - began) * 1e3,
	    (double)st.st_size / (1 << 20));
	products = calloc(PRODUCTS, sizeof(*products));
	n = products ? observe(&k, products) : 0;
	(void)printf("products %zu\n", n);
	if (!n)
		return 1;
	match_each(&k, products, n);
	evaluate(&k, products, n, CHANGED, "changed");
	evaluate(&k, products, n, 0, "everything");
	match_sqlite(&k, argv[1], products, n);
	free(products);
	knowledge_close(&k);
	return 0;
}
