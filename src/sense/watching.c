#include "sense/watching.h"

#include "base/limits.h"
#include "os/file.h"
#include "watchers/settings.h"

struct watching {
	struct arena *arena;
	struct watcher_settings settings;
	struct watchers *watchers;
};

int watching_open(const char *file, struct watching **ret, struct msg *msg)
{
	struct watching *w = mem_alloc(sizeof(*w));
	STR_AUTO(text, LIMIT_CONFIG);
	int r = 0;

	memset(w, 0, sizeof(*w));
	w->arena = arena_new();
	settings_usual(&w->settings, w->arena);
	if (strcmp(file, "usual") != 0)
		r = file_read(file, &text, msg);
	if (r == 0)
		r = settings_read(&w->settings, str_bytes(&text), msg);
	if (r < 0) {
		(void)watching_close(w);
		return r;
	}
	w->watchers = watcher_new(&w->settings);
	*ret = w;
	return 0;
}

struct watching *watching_close(struct watching *w)
{
	if (!w)
		return NULL;
	(void)watcher_free(w->watchers);
	(void)arena_free(w->arena);
	return mem_free(w);
}

struct watchers *watching_watchers(struct watching *w)
{
	return w ? w->watchers : NULL;
}
