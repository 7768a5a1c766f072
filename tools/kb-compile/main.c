/*
 * kb-compile KB OUT.pack OUT.h OUT.d: compiles the knowledge below the folder KB (findings/,
 * fingerprints/, starter/, pentest/ and aliases.yaml, YAML) into a pack, a header that embeds
 * it, and the list of files it was made from (make's syntax). Every rule of the format is
 * checked; nothing is written when one is broken.
 */
#include "base/limits.h"
#include "base/str.h"
#include "compile.h"
#include "pack/crc32.h"

#include <dirent.h>
#include <errno.h>

struct compiler {
	struct arena *arena;
	struct pack_writer writer;
	struct fingerprints fingerprints;
	struct map starters; /* ids of starter/ so far */
	struct map pentests; /* of pentest/ */
	struct aliases aliases;
	struct str made_from; /* for the depfile */
};

static bool fail(const char *path, const char *what)
{
	(void)fprintf(stderr, "kb-compile: %s: %s: %s\n", path, what, strerrordesc_np(errno));
	return false;
}

static int is_yaml(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return e->d_name[0] != '.' && n > 5 && strcmp(e->d_name + n - 5, ".yaml") == 0;
}

static void compile_file(struct compiler *c, const char *path, const char *kind)
{
	struct yaml_tree tree;

	str_addf(&c->made_from, " %s", path);
	if (!yaml_read(path, &tree))
		return;
	if (strcmp(kind, "findings") == 0)
		findings_compile(&tree, &c->writer);
	else if (strcmp(kind, "starter") == 0)
		starter_compile(&tree, &c->writer, &c->starters);
	else if (strcmp(kind, "pentest") == 0)
		pentest_compile(&tree, &c->writer, &c->pentests);
	else
		fingerprints_compile(&tree, &c->writer, &c->fingerprints);
	yaml_free(&tree);
}

/* In byte order of the names, so that the pack depends on the files alone. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The folder is a dependency too: its time changes when a file comes or goes. */
static bool compile_folder(struct compiler *c, const char *kb, const char *name)
{
	const char *folder = arena_printf(c->arena, "%s/%s", kb, name);
	struct dirent **entries;
	int n = scandir(folder, &entries, is_yaml, by_name);

	if (n < 0)
		return fail(folder, "cannot be read");
	str_addf(&c->made_from, " %s", folder);
	for (int i = 0; i < n; i++) {
		compile_file(
		    c, arena_printf(c->arena, "%s/%s", folder, entries[i]->d_name), name);
		free(entries[i]);
	}
	free(entries);
	return true;
}

static void compile_aliases(struct compiler *c, const char *kb)
{
	const char *path = arena_printf(c->arena, "%s/aliases.yaml", kb);
	struct yaml_tree tree;

	str_addf(&c->made_from, " %s", path);
	if (!yaml_read(path, &tree))
		return;
	aliases_compile(&tree, &c->writer, &c->aliases);
	yaml_free(&tree);
}

static bool write_file(const char *path, struct span bytes)
{
	FILE *f = fopen(path, "wbe");
	bool good;

	if (!f)
		return fail(path, "cannot be written");
	good = fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
	if (fclose(f) != 0 || !good)
		return fail(path, "cannot be written");
	return true;
}

static bool write_results(struct compiler *c, char **out)
{
	STR_AUTO(pack, LIMIT_DOCUMENT);
	STR_AUTO(header, 8192);
	STR_AUTO(deps, LIMIT_LINE);
	char *real = NULL;
	bool good;

	if (pack_write_end(&c->writer, &pack, NULL) < 0) {
		(void)fputs(
		    "kb-compile: a key stands there twice, or the pack is too large\n", stderr);
		return false;
	}
	if (!write_file(out[0], str_bytes(&pack)))
		return false;
	real = realpath(out[0], NULL);
	if (!real)
		return fail(out[0], "cannot be found");
	str_addf(&header, "#define KB_PACK_FILE \"%s\"\n#define KB_PACK_CRC 0x%08xU\n", real,
	    crc32_of(str_bytes(&pack)));
	str_addf(&deps, "%s %s:%s\n", out[0], out[1], str_text(&c->made_from));
	good = write_file(out[1], str_bytes(&header)) && write_file(out[2], str_bytes(&deps));
	free(real);
	return good;
}

int main(int argc, char **argv)
{
	struct compiler c = {.made_from = {.max = LIMIT_LINE}};
	bool good;

	if (argc != 5) {
		(void)fputs("usage: kb-compile KB OUT.pack OUT.h OUT.d\n", stderr);
		return 2;
	}
	c.arena = arena_new();
	pack_write_init(&c.writer, c.arena);
	map_init(&c.fingerprints.ids, c.arena);
	map_init(&c.starters, c.arena);
	map_init(&c.pentests, c.arena);
	map_init(&c.aliases.ids, c.arena);
	map_init(&c.aliases.names, c.arena);
	good = compile_folder(&c, argv[1], "findings") &&
	       compile_folder(&c, argv[1], "fingerprints") &&
	       compile_folder(&c, argv[1], "starter") && compile_folder(&c, argv[1], "pentest");
	if (good)
		compile_aliases(&c, argv[1]);
	if (complaints())
		(void)fprintf(
		    stderr, "kb-compile: %u faults; nothing was written\n", complaints());
	good = good && complaints() == 0 && write_results(&c, argv + 2);
	str_done(&c.made_from);
	(void)arena_free(c.arena);
	return good ? 0 : 1;
}
