#include "report/pdf_layout.h"

enum { FONT_MAX = 8 << 20, FOLDER_MAX = 512 };

static const struct row {
	const char *folder, *file, *package;
} rows[] = {
    {"/usr/share/fonts/truetype/open-sans", "OpenSans-Regular.ttf", "fonts-open-sans"},
    {"/usr/share/fonts/truetype/open-sans", "OpenSans-Bold.ttf", "fonts-open-sans"},
    {"/usr/share/fonts/truetype/dejavu", "DejaVuSansMono.ttf", "fonts-dejavu-core"},
    {"/usr/share/fonts/truetype/dejavu", "DejaVuSans.ttf", "fonts-dejavu-core"},
    {"/usr/share/fonts/truetype/dejavu", "DejaVuSans-Bold.ttf", "fonts-dejavu-core"},
};

enum { FILE_TEXT, FILE_BOLD, FILE_MONO, FILE_MORE, FILE_MORE_BOLD };

/* The file's bytes in the arena; ERR_IO with errno, ERR_LIMIT. */
static int read_file(struct arena *arena, const char *path, struct span *ret)
{
	FILE *f = fopen(path, "rbe");
	uint8_t chunk[32 << 10];
	STR_AUTO(all, FONT_MAX);
	int err;
	size_t n;

	if (!f)
		return ERR_IO;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		str_put(&all, chunk, n);
	err = ferror(f) ? ERR_IO : str_ok(&all);
	(void)fclose(f); /* it was only read */
	if (err == 0)
		*ret = arena_span(arena, str_bytes(&all));
	return err;
}

static int load(
    struct layout *l, const struct row *row, const char *folder, struct msg *msg, int *ret_font)
{
	const char *path =
	    arena_printf(l->arena, "%s/%s", folder ? folder : row->folder, row->file);
	struct span bytes = {0};
	int err = read_file(l->arena, path, &bytes);

	if (err == ERR_IO)
		msg_detail(msg, "%s: %m", path); /* errno is the file's */
	if (err == 0) {
		err = pdf_font_add(l->pdf, bytes, ret_font);
		if (err)
			msg_detail(msg, "%s is no TrueType font", path);
	} else if (err == ERR_LIMIT) {
		msg_detail(msg, "%s is larger than %d MiB", path, FONT_MAX >> 20);
	}
	if (err == 0)
		return 0;
	msg_what(msg, "a font that the PDF report needs cannot be read");
	if (folder)
		msg_hint(msg, "put %s into the folder that VARDE_FONT_DIR names, or unset it",
		    row->file);
	else
		msg_hint(msg,
		    "apt-get install %s, or name a folder with the font in VARDE_FONT_DIR",
		    row->package);
	return ERR_NOTFOUND;
}

int pdf_files_load(struct layout *l, struct msg *msg)
{
	const char *folder = secure_getenv("VARDE_FONT_DIR");
	int fonts[ARRAY_LEN(rows)];

	if (folder && !*folder)
		folder = NULL;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int err = load(l, &rows[i], folder, msg, &fonts[i]);

		if (err)
			return err;
	}
	l->faces[FACE_TEXT] = pdf_font_face(l->pdf, fonts[FILE_TEXT], fonts[FILE_MORE], true);
	l->faces[FACE_BOLD] =
	    pdf_font_face(l->pdf, fonts[FILE_BOLD], fonts[FILE_MORE_BOLD], true);
	l->faces[FACE_MONO] = pdf_font_face(l->pdf, fonts[FILE_MONO], fonts[FILE_MORE], false);
	return 0;
}
