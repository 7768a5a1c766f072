#include "feed/nvd_meta.h"

#include "base/parse.h"
#include "feed/feed.h"

#include <ctype.h>

static void read_digest(struct span value, struct nvd_meta *m)
{
	if (value.n != sizeof(m->sha256) - 1)
		return;
	for (size_t i = 0; i < value.n; i++)
		if (!isxdigit(value.p[i]))
			return;
	for (size_t i = 0; i < value.n; i++)
		m->sha256[i] = (char)tolower(value.p[i]);
}

static void read_time(struct span value, struct nvd_meta *m)
{
	char text[40];

	if (value.n >= sizeof(text) || memchr(value.p, '\0', value.n))
		return;
	(void)snprintf(text, sizeof(text), "%.*s", (int)value.n, (const char *)value.p);
	m->modified = feed_time(text);
}

int nvd_meta_read(struct span text, struct nvd_meta *ret, struct msg *msg)
{
	struct nvd_meta m = {0};
	struct span line, name;

	while (span_line(&text, &line)) {
		if (!span_split(&line, ':', &name) || !line.n)
			continue;
		line = span_trim(line);
		if (span_eq(name, "lastModifiedDate"))
			read_time(line, &m);
		else if (span_eq(name, "size") && parse_int(line, 1, INT64_MAX, &m.size) < 0)
			m.size = 0;
		else if (span_eq(name, "sha256"))
			read_digest(line, &m);
	}
	if (!m.modified || !m.size || !m.sha256[0])
		return feed_bad(msg, ERR_SYNTAX, "the .meta file lacks date, size or digest");
	*ret = m;
	return 0;
}
